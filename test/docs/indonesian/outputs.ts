/** What comes out of the operations and of the trigger. */
export const OUTPUTS: Readonly<Record<string, string>> = {
	'What the server answered, true': 'Jawaban server, true',
	'What the server answered, in its own words': 'Jawaban server, dengan kata-katanya sendiri',
	'Whom it went to: a phone number with its +, or a chat ID':
		'Tujuannya: nomor telepon dengan tanda +, atau chat ID',
	'Whether that is a group': 'Apakah itu grup',
	'true, only where the message key was used before and nothing was sent. There is no status and no message then':
		'true, hanya bila message key sudah pernah dipakai dan tidak ada yang dikirim. status dan message lalu tidak ada',
	'Why it was skipped, only then': 'Mengapa dilewati, hanya dalam hal itu',
	'Of an approval: whether it was approved': 'Untuk Approval: apakah disetujui',
	'Of a choice: the answer that was chosen': 'Untuk Choice: jawaban yang dipilih',
	'Of a free text: what was written': 'Untuk Free Text: yang ditulis',
	'When, such as 2026-01-31T08:15:00.000Z': 'Kapan, misalnya 2026-01-31T08:15:00.000Z',
	'Who was asked, and answered in the chat or by the link sent there: the phone number with its +, chat ID or group':
		'Siapa yang ditanya, dan menjawab di chat atau lewat tautan yang dikirim ke situ: nomor telepon dengan tanda +, chat ID, atau grup',
	'Where it was answered: link or chat': 'Di mana dijawabnya: link atau chat',
	'Which of the items that came in was theirs, from 0':
		'Item masuk yang mana miliknya, dihitung dari 0',
	'Only if some could not be asked: recipient, itemIndex, outcome, message and description of each; no recipient where it could not be read':
		'Hanya bila ada yang tidak bisa ditanya: recipient, itemIndex, outcome, message dan description masing-masing; tanpa recipient bila tidak terbaca',
	'Whether there is a reply': 'Apakah ada balasan',
	'Its text, of a picture its caption; null without one':
		'Teksnya, pada gambar keterangannya; null bila tidak ada',
	'Whom the reply would go to; null where the server does not say':
		'Tujuan balasannya; null bila server tidak menyebutnya',
	'The session of the device, as the server names it; null where it does not':
		'Sesi device itu, seperti disebut oleh server; null bila tidak disebut',
	'Whether the device would mark the message as read':
		'Apakah device akan menandai pesannya sebagai terbaca',
	'Everything that the server answered, with the device key masked':
		'Seluruh jawaban server, dengan device key disamarkan',
	'Whether the device is connected': 'Apakah device terhubung',
	'deviceNotConnected, or null when it is connected':
		'deviceNotConnected, atau null bila terhubung',
	'What the server answered, in its own words; null where it said nothing':
		'Jawaban server, dengan kata-katanya sendiri; null bila tidak ada',
	'The ID to send it with': 'ID untuk mengirimnya',
	'Its name; where it has none, the ID': 'Namanya; bila tidak ada, ID-nya',
	'Send to this': 'Tujuan untuk mengirim',
	'The name that the server knows; empty where it knows none':
		'Nama yang dikenal server; kosong bila tidak ada',
	'The number with its +; null for a group and for a hidden number':
		'Nomor dengan tanda +; null untuk grup dan nomor yang disembunyikan',
	'Whether it is a group': 'Apakah itu grup',
	'Reply to this. null if Omnichat names no sender, and for stories and channels':
		'Tujuan untuk membalas. null bila Omnichat tidak menyebut pengirimnya, dan untuk status serta saluran',
	'The number with its country code, such as +6281234567890; null in a group and for a hidden number':
		'Nomor dengan kode negara, misalnya +6281234567890; null di grup dan bila nomornya disembunyikan',
	'Whether it came in a group': 'Apakah pesan datang dari grup',
	"Whether WhatsApp hides the sender's number": 'Apakah WhatsApp menyembunyikan nomor pengirim',
	"The sender's name; null where Omnichat sends none":
		'Nama pengirim; null bila Omnichat tidak mengirimnya',
	'The text, of a picture its caption; null without one':
		'Isi pesan; pada gambar, keterangannya; null bila tidak ada',
	'The text again, where an AI Agent looks for it by default; empty without one':
		'Isi pesan sekali lagi, di tempat AI Agent mencarinya tanpa diatur; kosong bila tidak ada',
	'A name for the conversation, one for each chat and device, where memories look for it by default; null where no sender is known':
		'Nama percakapan, satu untuk setiap chat dan device, di tempat memori mencarinya tanpa diatur; null bila pengirimnya tidak diketahui',
	'single or group, as Omnichat says; single where it does not':
		'single atau group, seperti disebut oleh Omnichat; single bila tidak disebut',
	'The device that received it: 1 for the one of the credential, 2, 3 … for those under Device Keys, in their order; null for another one (Accept Any Device)':
		'Device yang menerima pesan: 1 untuk device di credential, 2, 3 … untuk yang ada di Device Keys, sesuai urutannya; null untuk device lain (Accept Any Device)',
	'Its key, only with Include Device Key': 'Kuncinya, hanya dengan Include Device Key',
	'Only if Omnichat sends one': 'Hanya bila Omnichat mengirimnya',
	'Only with Combine Messages: each of the messages':
		'Hanya dengan Combine Messages: setiap pesannya',
	'Everything that Omnichat sent, with the device key as ***':
		'Semua yang dikirim Omnichat, dengan device key sebagai ***',
	'What happened': 'Apa yang terjadi',
	'How to mend it': 'Cara memperbaikinya',
	'refused: not sent, safe to send again; unknown: it may have been delivered, so look into the chat before you send it again':
		'refused: tidak terkirim, aman dikirim lagi; unknown: mungkin sudah tersampaikan, jadi lihat percakapannya sebelum mengirim lagi',
	'Why, in one word, as in the table of all errors':
		'Mengapa, dalam satu kata, seperti di tabel semua kesalahan',
	'Which of the items that came in it was, from 0': 'Item masuk yang mana, dihitung dari 0',
	'The HTTP status as a text, only if the server gave one':
		'Status HTTP sebagai teks, hanya bila server memberinya',
};
