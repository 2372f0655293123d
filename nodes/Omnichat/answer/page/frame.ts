import { createHash } from 'node:crypto';

import { escapeHtml } from './html';

const STYLE = [
	':root{color-scheme:light dark;--back:#f3f5f4;--card:#fff;--text:#17211d;--soft:#55625c;--line:#c3ccc7;--main:#0b6b4f;--on-main:#fff;--warn:#a1260d}',
	'@media (prefers-color-scheme:dark){:root{--back:#111614;--card:#1b2320;--text:#e9efec;--soft:#a7b4ae;--line:#46534d;--main:#5fd3a8;--on-main:#06251a;--warn:#ff9c86}}',
	'*{box-sizing:border-box}',
	'body{margin:0;padding:1rem;background:var(--back);color:var(--text);font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}',
	'main{max-width:32rem;margin:1rem auto;padding:1.5rem 1.25rem;background:var(--card);border:1px solid var(--line);border-radius:1rem}',
	'h1{margin:0 0 .75rem;font-size:.9375rem;font-weight:600;color:var(--soft);overflow-wrap:anywhere}',
	'p,dl{margin:0 0 1rem}',
	'.question{font-size:1.1875rem;white-space:pre-wrap;overflow-wrap:anywhere;margin-bottom:1.5rem}',
	'.answer,.note,dd{white-space:pre-wrap;overflow-wrap:anywhere}',
	'.answer,dd{font-weight:600}',
	'.note{margin:0}',
	'dt{overflow-wrap:anywhere}',
	'dd{margin:0 0 .5rem}',
	'.end{font-size:1.1875rem;font-weight:600;color:var(--text)}',
	'.problem{color:var(--warn);font-weight:600}',
	'.field .problem{margin:0}',
	'.soft{color:var(--soft);margin:0}',
	'.must{color:var(--soft);font-weight:400}',
	'form{display:grid;gap:.75rem;margin:0}',
	'form.fields{gap:1.25rem}',
	'.field{display:grid;gap:.375rem;min-width:0}',
	'fieldset{display:grid;gap:.75rem;margin:0;padding:0;border:0;min-width:0}',
	'fieldset.field{gap:.375rem}',
	'.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}',
	'label,legend{font-weight:600;overflow-wrap:anywhere}',
	'legend{padding:0;margin-bottom:.375rem}',
	'.option{display:flex;gap:.625rem;align-items:flex-start;padding:.375rem 0;font-weight:400}',
	'.option input{flex:none;width:1.375rem;height:1.375rem;min-height:0;margin:.0625rem 0 0;accent-color:var(--main)}',
	'textarea,select,.field>input{width:100%;min-height:3rem;padding:.75rem;font:inherit;color:inherit;background:var(--back);border:1px solid var(--soft);border-radius:.75rem}',
	'textarea{min-height:8rem}',
	'.field>textarea{min-height:5.5rem}',
	'::placeholder{color:var(--soft);opacity:1}',
	'[aria-invalid]{border:2px solid var(--warn)!important}',
	'button{min-height:3rem;padding:.75rem 1rem;font:inherit;font-weight:600;color:var(--text);background:transparent;border:2px solid var(--soft);border-radius:.75rem;cursor:pointer;overflow-wrap:anywhere}',
	'button.main{color:var(--on-main);background:var(--main);border-color:var(--main)}',
	':focus-visible{outline:3px solid var(--main);outline-offset:3px}',
].join('\n');

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'`;

/**
 * The headers of every page: nothing from outside, no script, not framed, not stored, not found by
 * search engines, and the address, which holds the signature, told to nobody.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
	'Content-Type': 'text/html; charset=utf-8',
	'Content-Security-Policy': `${POLICY}; frame-ancestors 'none'`,
	'X-Frame-Options': 'DENY',
	'X-Content-Type-Options': 'nosniff',
	'X-Robots-Tag': 'noindex, nofollow',
	'Referrer-Policy': 'no-referrer',
	'Cache-Control': 'no-store',
};

/**
 * A whole page. The policy stands in it too: n8n replaces the header of an answer to a POST by its own.
 *
 * @param content its HTML
 */
export function page(lang: string, title: string, content: string): string {
	return `<!DOCTYPE html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
}
