declare module 'commonmark-spec' {
	export const tests: Array<{ markdown: string; section: string; number: number }>;
}
