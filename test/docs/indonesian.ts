export const INDONESIAN: Readonly<Record<string, string>> = {};
