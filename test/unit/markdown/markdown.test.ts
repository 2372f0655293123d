import { fromMarkdown } from '../../../nodes/Omnichat/rules/markdown';

type Case = [what: string, markdown: string, whatsApp: string];

/** An address as long as it may be */
const LONG = 'x'.repeat(2_047);

/** An address with as many brackets in each other as may be */
const DEEP = `${'('.repeat(32)}${')'.repeat(32)}`;

describe('emphasis', () => {
	test.each<Case>([
		['bold', '**Total**: Rp25.000', '*Total*: Rp25.000'],
		['bold with low lines', '__Total__', '*Total*'],
		['italic', '_segera_', '_segera_'],
		['strikethrough', '~~Rp30.000~~ Rp25.000', '~Rp30.000~ Rp25.000'],
		['bold and italic', '***penting***', '_*penting*_'],
		['italic in bold', '**a *b* c**', '*a _b_ c*'],
		['bold in italic', '*a **b** c*', '_a *b* c_'],
		['strikethrough in bold', '**now ~~10~~ 9**', '*now ~10~ 9*'],
		['bold in bold', '**a __b__ c**', '*a b c*'],
		['bold over two lines: WhatsApp ends it with the line', '**a\nb**', '*a*\n*b*'],
		['bold with a picture sign in it', '**🚀 Promo**', '*🚀 Promo*'],
		['bold beside a picture sign', '🚀**Promo**', '🚀*Promo*'],
		['bold with an ending, which WhatsApp cannot show', '**produk**nya', 'produknya'],
		['bold in brackets', '(**baru**)', '(*baru*)'],
		['bold before a colon', '**Alamat**: Jl. Melati', '*Alamat*: Jl. Melati'],
		['bold before a unit', '**Rp25.000**/kg', '*Rp25.000*/kg'],
		['two bold words', '**a** dan **b**', '*a* dan *b*'],
		["strikethrough in WhatsApp's bold", '*a ~~b~~ c*', '*a ~b~ c*'],
		['a bold bracket, and a star that closes nothing', '(__(__(*', '(*(*(*'],
		['more stars than belong together', '****a***a', '**a*a'],
		['one star in a word, and then more', '**a*b****c', 'a*b**c'],
		['bold in each other, and a star too many', '**a **b **c*****d**e', 'a b c*de'],
		['strikethrough that low lines are in', '_~~__~~', '_~__~'],
		['three stars around a low line', '***_***(', '_*_*_('],
		['a line break alone in it', 'a _<br>_ b', 'a \n b'],
		['a link to nowhere alone in it', 'a **[]()** b', 'a  b'],
	])('%s', (_what, markdown, whatsApp) => expect(fromMarkdown(markdown)).toBe(whatsApp));
});

describe("WhatsApp's own signs stay", () => {
	test.each([
		['bold', '*Toko Budi* buka jam 8'],
		['italic and strikethrough', '_segera_ ~lama~'],
		['bold and italic', '*_penting_*'],
		['code', '`kode` ```kode dua```'],
		['code over lines', '```baris satu\nbaris dua``` selesai'],
		['a list', '- satu\n- dua'],
		['a quote', '> kata orang'],
		['a whole message', '*Pesanan 12*\n\n- 2 x _Kopi_\n- 1 x Teh\n\n~Rp50.000~ *Rp45.000*'],
	])('%s', (_what, text) => expect(fromMarkdown(text)).toBe(text));
});

describe('lone signs stay', () => {
	test.each([
		['times', '5 * 3 * 2 = 30'],
		['times without blanks', '5*3*2'],
		['to the power of', '2**3**2 dan x**2 + y**2'],
		['a name with low lines', 'snake_case_name dan __dirname'],
		['about', '~5 menit, ~10 km'],
		['three tildes', 'hanya ~~~Rp10.000~~~ hari ini'],
		['a star for a note', 'Rp10.000* per kg'],
		['brackets', 'array[0] dan [catatan] dan [x](bukan alamat)'],
		['a number sign', '#promo dan no. #12'],
		['less than', 'a < b > c'],
		['an ampersand', 'Budi & Sons &copy; AT&T'],
		['a backslash', 'C:\\Users\\budi'],
		['a backtick', 'tanda ` saja'],
		['two stars that nothing closes', '**catatan: bayar tunai'],
		['what closes nothing', 'bayar tunai**'],
		['a footnote', 'menurut data [1] dan [^2]'],
		['a task', '- [ ] kirim\n- [x] bayar'],
		['a pipe', 'pilih a | b'],
		['a pipe alone above dashes', '|\n|-|'],
		['a dash above a line of a table', '-\n|-|'],
		['low lines and brackets', '_(_(_'],
		['pipes below each other', 'a\n|\n|'],
		['a bracket that closes nothing', '[catatan] bayar)'],
		['nothing but blanks', ' \n'],
		['a table whose line has more cells', 'a | b\n-|-|-\n1 | 2'],
		['a table whose line has something else', 'a | b\n-:-|--\n1 | 2'],
		['a link to nowhere', '[]()'],
		['an empty line of a quote', '> a\n>\n> b'],
		['a sign of a heading alone', '#\na'],
		['a heading in a list, with more below it', '- # Judul\n  lagi'],
		['numbers with a 0 in front', '01. a\n02. b'],
		['a line of tildes', '~~~ PROMO ~~~\nKopi murah'],
	])('%s', (_what, text) => expect(fromMarkdown(text)).toBe(text));
});

describe('a backslash makes a sign text', () => {
	test.each<Case>([
		['a low line', 'snake\\_case', 'snake_case'],
		['a star', '2 \\* 3', '2 * 3'],
		['a number with a dot', '1\\. Januari', '1. Januari'],
		['a heading', '\\# bukan judul', '# bukan judul'],
		['a dollar', '\\$5', '$5'],
		['bold', '\\*\\*a', '**a'],
		['a bracket', '\\[a](b)', '[a](b)'],
		['in code it is one', '`a\\_b`', '`a\\_b`'],
		['at the end of a line', 'satu\\\ndua', 'satu\ndua'],
	])('%s', (_what, markdown, whatsApp) => expect(fromMarkdown(markdown)).toBe(whatsApp));
});

describe('headings and lines', () => {
	test.each<Case>([
		['a heading', '# Menu', '*Menu*'],
		['of a lower level, closed', '### Menu ###', '*Menu*'],
		['that is bold', '## **Menu**', '*Menu*'],
		['with bold and italic in it', '# Menu **baru** *ini*', '*Menu baru _ini_*'],
		['with code in it', '## Cara `npm`', '*Cara `npm`*'],
		['with more blanks', '##   Menu', '*Menu*'],
		['closed behind blanks', '# Menu  #', '*Menu*'],
		['with a line below', 'Menu\n====', '*Menu*'],
		['with a pipe, and a dash below', 'a |\n-', '*a |*'],
		['a sign of a heading behind a blank', ' #', '#'],
		['a sign of a heading far from the margin', '# a\n    # b', '*a*\n    # b'],
		['with dashes below', 'Menu\n---\nKopi', '*Menu*\nKopi'],
		['a line across', 'a\n\n---\n\nb', 'a\n\n———\n\nb'],
		['a line of stars', '* * *', '———'],
		['a line break of HTML', 'satu<br>dua<br/>tiga', 'satu\ndua\ntiga'],
		['a line break of HTML before a colon', 'a<br>b:c>', 'a\nb:c>'],
		['blanks at the end of a line', 'satu  \ndua', 'satu\ndua'],
		['lines of Windows', '# a\r\n**b**', '*a*\n*b*'],
		['entities', 'Budi &amp; Sons&nbsp;&lt;3', 'Budi & Sons <3'],
		['more entities', '&quot;a&quot; &apos;b&apos; &#39;c&#39; 2 &gt; 1', "\"a\" 'b' 'c' 2 > 1"],
	])('%s', (_what, markdown, whatsApp) => expect(fromMarkdown(markdown)).toBe(whatsApp));
});

describe('lists', () => {
	test.each<Case>([
		['with stars', '* a\n* b', '- a\n- b'],
		['with plus', '+ a\n+ b', '- a\n- b'],
		['with more blanks behind the sign', '*   a\n*   b', '- a\n- b'],
		[
			'numbered three deep',
			'1. a\n   1. b\n      1. c\n   1. d\n1. e',
			'1. a\n   1. b\n      1. c\n   2. d\n2. e',
		],
		['with bold', '* **Kopi**: Rp10.000', '- *Kopi*: Rp10.000'],
		['in each other', '* a\n    * b\n        * c\n* d', '- a\n    - b\n        - c\n- d'],
		['numbered', '1. a\n2. b', '1. a\n2. b'],
		['numbered with brackets', '1) a\n2) b', '1) a\n2) b'],
		['numbered with one number', '1. a\n1. b\n1. c', '1. a\n2. b\n3. c'],
		['with dots below a number', '1. a\n   - b\n   - c\n1. d', '1. a\n   - b\n   - c\n2. d'],
		[
			'two of them, one after the other',
			'1. a\n1. b\n\nLalu:\n\n1. c',
			'1. a\n2. b\n\nLalu:\n\n1. c',
		],
		['of years, which are not counted', '2024. a\n2023. b', '2024. a\n2023. b'],
		['with a paragraph in it', '1. **a**\n\n   isi **b**\n2. c', '1. *a*\n\n   isi *b*\n2. c'],
		['with a heading in it', '1. ### Bayar\n2. ### Kirim', '1. *Bayar*\n2. *Kirim*'],
		['with a heading behind a long number', '10. # Kopi\n11. Teh', '10. *Kopi*\n11. Teh'],
		['with code in it', '1. a\n   ```sh\n   npm ci\n   ```\n2. b', '1. a\n```\nnpm ci\n```\n2. b'],
		['that begins with code', '- ```js\n  a\n  ```\n- b', '- ```\na\n```\n- b'],
	])('%s', (_what, markdown, whatsApp) => expect(fromMarkdown(markdown)).toBe(whatsApp));
});

describe('links', () => {
	test.each<Case>([
		['with a text', '[Toko kami](https://x.id/a)', 'Toko kami (https://x.id/a)'],
		['with its address as text', '[https://x.id](https://x.id)', 'https://x.id'],
		['with an older address as text', '[http://x.id](https://x.id/)', 'https://x.id/'],
		['with its address as text, and blanks', '[ https://x.id ](https://x.id)', 'https://x.id'],
		['without www in its text', '[x.id](https://www.x.id)', 'https://www.x.id'],
		['with another address as text', '[x.id/a](x.ida)', 'x.id/a (x.ida)'],
		[
			'with an address of mail in it',
			'[a](https://x.id/?to=mailto:b)',
			'a (https://x.id/?to=mailto:b)',
		],
		['of signs alone', '[~~](b) [~_](b)', 'b b'],
		['with many blanks', `[a](${' '.repeat(20)}b)`, 'a (b)'],
		['with too many blanks', `[a](${' '.repeat(21)}b)`, `[a](${' '.repeat(21)}b)`],
		['as long as it may be', `[a](${LONG})`, `a (${LONG})`],
		['that is too long', `[a](${LONG}x)`, `[a](${LONG}x)`],
		[
			'as long as it may be, in pointed brackets',
			`[a](<${LONG.slice(1)}>)`,
			`a (${LONG.slice(1)})`,
		],
		['that is too long, in pointed brackets', `[a](<${LONG}>)`, `[a](<${LONG}>)`],
		['with as many brackets as may be', `[a](${DEEP})`, `a (${DEEP})`],
		['with too many brackets', `[a]((${DEEP}))`, `[a]((${DEEP}))`],
		['with the short address', '[www.x.id](https://www.x.id/)', 'https://www.x.id/'],
		['bold', '**[Toko](https://x.id)**', '*Toko (https://x.id)*'],
		['with bold in it', '[**Toko**](https://x.id)', '*Toko* (https://x.id)'],
		['with a title', '[Toko](https://x.id "Buka 24 jam")', 'Toko (https://x.id)'],
		['with brackets in the address', '[a](https://x.id/b_(c))', 'a (https://x.id/b_(c))'],
		['in pointed brackets', '<https://x.id>', 'https://x.id'],
		['with an address in them', '[a](<https://x.id/b c>)', 'a (https://x.id/b c)'],
		['with one of them in the address', '[a](<b\\>c>)', 'a (b>c)'],
		['with a bracket in the address', '[a](<b)c> "d")', 'a (b)c)'],
		['that no pointed bracket closes', '[a](<b', '[a](<b'],
		['that another one opens', '[a](<b<c>)', '[a](<b<c>)'],
		['on two lines', '[a](<b\nc>)', '[a](<b\nc>)'],
		['to write to', '[cs@x.id](mailto:cs@x.id) <cs@x.id>', 'cs@x.id cs@x.id'],
		['to call', '[Telepon](tel:+62812) <tel:+62813>', 'Telepon (+62812) +62813'],
		['to something else', '<sms:tel:+62812>', 'sms:tel:+62812'],
		['a picture', '![Kopi susu](https://x.id/k.png)', 'Kopi susu (https://x.id/k.png)'],
		['a picture without words', '![](https://x.id/k.png)', 'https://x.id/k.png'],
		['a picture with a blank for words', '![ ](b)', 'b'],
		['a picture that is a link', '[![a](b)](c)', 'a (b) (c)'],
		['pictures in each other', `${'!['.repeat(20)}a${'](b)'.repeat(20)}`, `a${' (b)'.repeat(20)}`],
		[
			'more pictures in each other than may be',
			`${'!['.repeat(21)}a${'](b)'.repeat(21)}`,
			`![a${' (b)'.repeat(20)}](b)`,
		],
		['as it stands', 'https://x.id/__a__/b_c_d?e=*', 'https://x.id/__a__/b_c_d?e=*'],
		['as it stands, without TLS', 'http://x.id/__a__', 'http://x.id/__a__'],
		['as it stands, in brackets', '(https://x.id/__a__)', '(https://x.id/__a__)'],
		['at the end of a sentence', 'Di https://x.id/_a_. **Ya**', 'Di https://x.id/_a_. *Ya*'],
		['as it stands, bold', '**https://x.id/a_b**', '*https://x.id/a_b*'],
		['that begins in a word, which is none', 'awww.x.id/__b__', 'awww.x.id/*b*'],
		['that nothing closes', '[a](https://x.id', '[a](https://x.id'],
		['by reference: nothing is lost', '[a][1]\n\n[1]: https://x.id', '[a][1]\n\n[1]: https://x.id'],
	])('%s', (_what, markdown, whatsApp) => expect(fromMarkdown(markdown)).toBe(whatsApp));
});

describe('code and quotes', () => {
	test.each<Case>([
		['code', 'ketik `npm **ci**`', 'ketik `npm **ci**`'],
		['code with a backtick', '``a`b``', '```a`b```'],
		['code with blanks around it', '`` a`b ``', '```a`b```'],
		['code of blanks', '`  `', '`  `'],
		['code on two lines', '`a\nb`', '`a b`'],
		['a block with more than a language', '```  js title \nx\n```', '```\njs title\nx\n```'],
		['a block with tildes and a backtick', '~~~ a`b\nc\n~~~', '```\nc\n```'],
		['a block', '```js\nlet a = **b**;\n```', '```\nlet a = **b**;\n```'],
		['a block without a language', '```\na\n\nb\n```', '```\na\n\nb\n```'],
		['a block with tildes', '~~~\n# a\n~~~', '```\n# a\n```'],
		['a block with tildes behind a word in it', '~~~\na ~~~\nb\n~~~', '```\na ~~~\nb\n```'],
		['a block with a word behind tildes in it', '~~~\na\n~~~b\nc\n~~~', '```\na\n~~~b\nc\n```'],
		['tildes behind a word', 'a ~~~\nb\n~~~', 'a ~~~\nb\n~~~'],
		['a block that was cut short', '```js\nlet a', '```\nlet a\n```'],
		['a block by spaces', 'a:\n\n    **b**\n    **c**', 'a:\n\n    **b**\n    **c**'],
		['a block by a tab', 'a:\n\n\t**b**', 'a:\n\n\t**b**'],
		['code with a blank behind it', '`a `', '`a `'],
		['code behind a backtick that is text', '\\``a`b`', '``a`b`'],
		['what is no code behind a backtick that is text', '\\```a`b`', '```a`b`'],
		['a quote, and a line with its sign in it', '> a\nb > c', '> a\nb > c'],
		['a quote', '> **a**\n> b\n\nc', '> *a*\n> b\n\nc'],
		['a quote in a quote', '> a\n> > b', '> a\n> b'],
		['a list in a quote', '> * a\n> * b', '> - a\n> - b'],
		['what follows a quote', '> a\nb', '> a\nb'],
	])('%s', (_what, markdown, whatsApp) => expect(fromMarkdown(markdown)).toBe(whatsApp));
});

describe('tables', () => {
	test.each<Case>([
		[
			'each row is a line',
			'| Menu | Harga |\n|:-----|------:|\n| Kopi | **10** |\n| Teh |  |',
			'*Menu* | *Harga*\nKopi | *10*\nTeh | ',
		],
		['without pipes around it', 'a | b\n--|--\n1 | 2', '*a* | *b*\n1 | 2'],
		['of one column', '| a |\n|---|\n| 1 |', '*a*\n1'],
		['with a pipe in a cell', '| a |\n|---|\n| 1 \\| 2 |', '*a*\n1 | 2'],
		['with more cells than its head: nothing is lost', 'a|b\n-|-\n1|2|3', '*a* | *b*\n1 | 2 | 3'],
		['with an empty cell', 'a|b|c\n-|-|-\n1||3', '*a* | *b* | *c*\n1 |  | 3'],
		['with blanks behind its lines', '|a|b| \n|-|-|\n|1|2| ', '*a* | *b*\n1 | 2'],
		['with a backslash at the end of its head', '| a | \\* |\n|-|', '| a | * |\n|-|'],
		['that an empty line ends', 'a|b\n-|-\n\n1|2', '*a* | *b*\n\n1|2'],
		['that a heading ends', 'a|b\n-|-\n  ## Menu', '*a* | *b*\n*Menu*'],
		['that a quote ends', 'a|b\n-|-\n>> c', '*a* | *b*\n> c'],
		['that code ends', 'a|b\n-|-\n```js\nx\n```', '*a* | *b*\n```\nx\n```'],
		['that code with tildes ends', 'a|b\n-|-\n~~~js\nx\n~~~', '*a* | *b*\n```\nx\n```'],
		['with lines in a cell', '|a|\n|-|\n|b<br>c|', '*a*\nb / c'],
		['with a pipe in the code of a cell', '| a |\n|---|\n| `1 \\| 2` |', '*a*\n`1 | 2`'],
		[
			'with blanks in front of its lines',
			'  | a | b |\n  |---|---|\n  | 1 | 2 |',
			'*a* | *b*\n1 | 2',
		],
		[
			'below a line',
			'Harga:\n|a|b|\n|-|-|\n|1|2|\n\nSelesai',
			'Harga:\n*a* | *b*\n1 | 2\n\nSelesai',
		],
	])('%s', (_what, markdown, whatsApp) => expect(fromMarkdown(markdown)).toBe(whatsApp));
});

const ORDER = `### Ringkasan Pesanan

Halo **Budi**! Berikut pesanan Anda:

1. **Kopi Susu Gula Aren** – 2 × Rp18.000
   - Ukuran: *Large*
   - Es: ~~normal~~ sedikit
2. **Roti Bakar** – 1 × Rp15.000

---

**Total:** Rp51.000
**Pembayaran:** [QRIS](https://pay.x.id/q_12?a=1)

> Pesanan diantar dalam 30–45 menit.

Ada lagi yang bisa saya bantu? 😊`;

const ORDER_SHOWN = `*Ringkasan Pesanan*

Halo *Budi*! Berikut pesanan Anda:

1. *Kopi Susu Gula Aren* – 2 × Rp18.000
   - Ukuran: *Large*
   - Es: ~normal~ sedikit
2. *Roti Bakar* – 1 × Rp15.000

———

*Total:* Rp51.000
*Pembayaran:* QRIS (https://pay.x.id/q_12?a=1)

> Pesanan diantar dalam 30–45 menit.

Ada lagi yang bisa saya bantu? 😊`;

const HELP = `## How to reset your password

1. Open **Settings** → **Security**.
2. Run:

   \`\`\`bash
   omni reset --user my_user_name
   \`\`\`

3. Check \`~/.omni/config_file\`.

| Plan | Price | Users |
|------|------:|:-----:|
| *Free* | $0 | 1 |
| **Pro** | $9 | 5 |

**Note:** prices don't include tax (~11%).

* * *

- ✅ **Works** on Android
- ❌ __Not__ on iOS
  + see [the docs](https://docs.x.id)`;

const HELP_SHOWN = `*How to reset your password*

1. Open *Settings* → *Security*.
2. Run:

\`\`\`
omni reset --user my_user_name
\`\`\`

3. Check \`~/.omni/config_file\`.

*Plan* | *Price* | *Users*
*Free* | $0 | 1
*Pro* | $9 | 5

*Note:* prices don't include tax (~11%).

———

- ✅ *Works* on Android
- ❌ *Not* on iOS
  - see the docs (https://docs.x.id)`;

test.each<Case>([
	['an order', ORDER, ORDER_SHOWN],
	['help', HELP, HELP_SHOWN],
	[
		'an agenda',
		'**Senin, 3 Maret**\n* 09.00 – *Rapat tim*\n* 13.00 – Kunjungan **PT Maju_Jaya**\n\n**Selasa**\n* libur',
		'*Senin, 3 Maret*\n- 09.00 – *Rapat tim*\n- 13.00 – Kunjungan *PT Maju_Jaya*\n\n*Selasa*\n- libur',
	],
	[
		'steps with one number each',
		'Caranya:\n\n1. **Pilih** menu\n\n1. **Bayar**\n\n   Lewat QRIS.\n\n1. **Tunggu**',
		'Caranya:\n\n1. *Pilih* menu\n\n2. *Bayar*\n\n   Lewat QRIS.\n\n3. *Tunggu*',
	],
	[
		'a short answer',
		'Baik, pesanan Anda sudah kami catat.',
		'Baik, pesanan Anda sudah kami catat.',
	],
])('an answer as models write it: %s', (_what, markdown, whatsApp) => {
	expect(fromMarkdown(markdown)).toBe(whatsApp);
});
