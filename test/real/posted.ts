/** What is filled in on a page, as it posts it: a form of one's own comes with its fields. */
export function posted(filledIn: Record<string, string>): FormData | URLSearchParams {
	if (!('field-0' in filledIn)) return new URLSearchParams(filledIn);
	const form = new FormData();
	for (const [name, value] of Object.entries(filledIn)) form.append(name, value);
	return form;
}
