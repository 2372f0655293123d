/** More of a text that is too long is not given back to be written anew. */
const LONGEST_WRITTEN = 20_000;

/** What is given back of a text that was not taken: nobody wants to write it again. */
export function writtenBack(text: string): string {
	return text.slice(0, LONGEST_WRITTEN);
}
