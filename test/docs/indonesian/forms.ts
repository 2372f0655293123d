/** The form of Send and Wait, its page, and what becomes of an answer. */
export const FORMS: Readonly<Record<string, string>> = {
	'A form with fields of your own, on the page behind the link. It cannot be answered in the chat.':
		'Formulir dengan kolom Anda sendiri, di halaman di balik tautannya. Tidak bisa dijawab di chat.',
	'Whether the page has a field for a remark, which may stay empty. In the chat there is none. In a human review, the agent is told the remark of who declines.':
		'Apakah di halaman ada kolom catatan, yang boleh kosong. Di chat tidak ada. Dalam human review, catatan orang yang menolak disampaikan kepada agent.',
	'Where the form is defined': 'Di mana formulirnya dibuat',
	'One element for each field': 'Satu elemen untuk setiap kolom',
	"A list of fields, as in n8n's own forms": 'Daftar kolom, seperti di formulir n8n sendiri',
	'The fields as a list. Where an expression in it may give quotation marks or line breaks, wrap it in JSON.stringify() and put no quotation marks around it. Files, passwords and limits of a selection are not offered.':
		'Kolom-kolomnya sebagai daftar. Bila expression di dalamnya bisa berisi tanda kutip atau baris baru, bungkus dengan JSON.stringify() dan jangan apit dengan tanda kutip. Berkas, kata sandi, dan batas jumlah pilihan tidak tersedia.',
	'What somebody fills in, from top to bottom': 'Yang diisi orang, dari atas ke bawah',
	'What stands above the field, and what its answer is called in the output':
		'Tulisan di atas kolom, dan nama jawabannya di hasil',
	'What is filled in. A form takes no files.': 'Jenis isiannya. Formulir tidak menerima berkas.',
	'What the answer is called in the output, in place of the label':
		'Nama jawabannya di hasil, sebagai ganti labelnya',
	'What is seen in the field as long as nothing is filled in':
		'Yang terlihat di kolom selama belum diisi',
	'What is filled in at first: of a date such as 2026-01-31, of choices as they stand among the options, with commas between several':
		'Isi awalnya: tanggal seperti 2026-01-31, pilihan seperti tertulis di antara opsinya, dengan koma di antara beberapa pilihan',
	'Comes out with the answers. It is not on the page, so nobody can read or change it.':
		'Keluar bersama jawabannya. Tidak ada di halaman, jadi tidak seorang pun bisa membaca atau mengubahnya.',
	'The answers to choose from': 'Jawaban yang bisa dipilih',
	'Whether several may be chosen. The page then shows checkboxes.':
		'Apakah boleh memilih beberapa. Halaman lalu menampilkan kotak centang.',
	'Shown as plain text: its elements are left out':
		'Ditampilkan sebagai teks biasa: elemennya dibuang',
	'Whether it must be filled in': 'Apakah wajib diisi',
	"Whether the others who were asked, and the group, are sent one line when somebody has answered, such as 'Approved by +6281234567890'. Of a text or a form it says only that there is an answer. For up to 50 items.":
		"Apakah orang lain yang ditanya, dan grupnya, dikirimi satu baris bila seseorang sudah menjawab, misalnya 'Disetujui oleh +6281234567890'. Untuk teks atau formulir hanya disebut bahwa sudah ada jawaban. Untuk paling banyak 50 item.",
	'What stands in front of the link, as WhatsApp has no button for it':
		'Tulisan di depan tautannya, karena di WhatsApp tidak ada tombol untuk itu',
	'What stands on the button of the page. Left as it is, the button follows the language of the reader.':
		'Tulisan di tombol pada halaman. Bila tidak diubah, tombolnya mengikuti bahasa pembacanya.',
	"What stands on the page in place of the 'Message'":
		"Yang tertulis di halaman sebagai ganti 'Message'",
	'The title of the page. Empty says that it is a question.':
		'Judul halamannya. Bila kosong, tertulis bahwa ini pertanyaan.',
	"Send, in the reader's language": 'Kirim, dalam bahasa pembacanya',
	"A question for you, in the reader's language": 'Pertanyaan untuk Anda, dalam bahasa pembacanya',
	'The message': 'Pesannya',
	'Of an approval by the link, with Ask for a Remark: what was written beside it, if anything':
		'Untuk Approval lewat tautan dengan Ask for a Remark: catatan yang ditulis, bila ada',
	'The same in a human review, where n8n looks for it':
		'Sama, dalam human review; di situ n8n mencarinya',
	'Of a form, one for each field: a text, a number, a date such as 2026-01-31, the choice, a list of the checkboxes; null for a number, date or choice that was left out':
		'Untuk formulir, satu untuk setiap kolom: teks, angka, tanggal seperti 2026-01-31, pilihannya, daftar kotak yang dicentang; null untuk angka, tanggal, atau pilihan yang tidak diisi',
};
