/** The fields of the operations and of the trigger, and their choices. */
export const FIELDS: Readonly<Record<string, string>> = {
	'Whom the message goes to': 'Tujuan pesannya',
	'Answers the message that started the workflow, through the device that it came in on':
		'Membalas pesan yang memulai workflow, lewat device yang menerimanya',
	'One person': 'Satu orang',
	'A WhatsApp group that the device is in': 'Grup WhatsApp yang beranggotakan device Anda',
	"In any usual form, one number per item. To answer the message that started the workflow, set 'Send To' to 'Chat That Wrote'.":
		"Dalam bentuk apa pun yang biasa dipakai, satu nomor untuk satu item. Untuk membalas pesan yang memulai workflow, atur 'Send To' ke 'Chat That Wrote'.",
	'The group to write to': 'Grup yang dikirimi',
	'The message. WhatsApp shows *bold*, _italic_ and ~strikethrough~ when you write the signs around a word.':
		'Isi pesan. WhatsApp menampilkan *tebal*, _miring_ dan ~coret~ bila tanda itu mengapit kata.',
	'Behind an AI Agent, leave it empty to send what the agent answered':
		'Di belakang AI Agent, biarkan kosong untuk mengirim jawaban agent',
	'How the text is sent': 'Bagaimana teksnya dikirim',
	'The text as it stands': 'Teks apa adanya',
	"What a language model wrote: its **bold**, headings, lists, links and tables become WhatsApp's":
		'Untuk tulisan model bahasa: **tebal**, judul, daftar, tautan, dan tabelnya diubah menjadi bentuk WhatsApp',
	'The template to send': 'Template yang dikirim',
	'How to fill in the variables of the template': 'Cara mengisi variabel template',
	'One row for each variable': 'Satu baris untuk setiap variabel',
	'One JSON object with all variables': 'Satu objek JSON berisi semua variabel',
	'The values that replace the names in braces in the template':
		'Nilai yang menggantikan nama dalam kurung kurawal di template',
	'As it stands in the template, with or without braces':
		'Seperti tertulis di template, dengan atau tanpa kurung kurawal',
	'The text that takes its place': 'Teks penggantinya',
	'One JSON object: the names with or without braces, and their values, for example {"name": "Budi"}. Where an expression in it may give quotation marks or line breaks, wrap it in JSON.stringify() and put no quotation marks around it.':
		'Satu objek JSON: nama dengan atau tanpa kurung kurawal, dan nilainya, misalnya {"name": "Budi"}. Bila expression di dalamnya bisa memberi tanda kutip atau baris baru, bungkus dengan JSON.stringify() tanpa tanda kutip di luarnya.',
	'The question. How to answer it is put below it.':
		'Pertanyaannya. Cara menjawabnya ditambahkan di bawahnya.',
	'How the question can be answered': 'Bagaimana pertanyaan bisa dijawab',
	'An answer that approves, and one that declines if you want':
		'Jawaban untuk menyetujui, dan bila Anda mau satu untuk menolak',
	'2 to 10 answers to choose from': '2 sampai 10 jawaban untuk dipilih',
	'Whatever somebody writes': 'Apa pun yang ditulis orangnya',
	'The answers. Without it there is one to approve; in a human review also one to decline.':
		'Jawabannya. Bila tidak diatur, ada satu untuk menyetujui; dalam Human review juga satu untuk menolak.',
	'Whether there is a button to decline, too': 'Apakah ada tombol untuk menolak juga',
	'What stands on the button, and in the chat. Left as it is, the button follows the language of the reader.':
		'Tulisan di tombol dan di chat. Bila tidak diubah, tombolnya mengikuti bahasa pembacanya.',
	'The answers to choose from, 2 to 10 of them': 'Jawaban yang bisa dipilih, 2 sampai 10',
	'What stands on the button or in the chat, and in the output':
		'Tulisan di tombol atau di chat, dan di hasilnya',
	"Where the question can be answered. For answers in the chat, a published workflow with an Omnichat Trigger must receive the messages of the device that asks. Who was asked by a number may write back under a hidden one (…@lid), which nobody can tell is the same person: ask by the chat ID of the trigger where the person wrote first. Where n8n runs in queue mode, or the trigger is in another workflow, choose 'Link or Chat': a link always works.":
		"Di mana pertanyaan bisa dijawab. Untuk jawaban di chat, sebuah workflow yang sudah dipublikasikan (Publish) dengan Omnichat Trigger harus menerima pesan dari device yang bertanya. Orang yang ditanya lewat nomornya bisa membalas dengan nomor tersembunyi (…@lid), dan tidak ada yang tahu bahwa itu orang yang sama: bila orangnya menulis lebih dulu, tanyalah dengan chat ID dari trigger. Bila n8n berjalan dalam queue mode, atau trigger-nya ada di workflow lain, pilih 'Link or Chat': tautan selalu berfungsi.",
	'The chat that was asked writes back: the number in front of an answer, the answer itself, or words such as ya, ok, tidak and no':
		'Chat yang ditanya membalas: nomor di depan jawaban, jawabannya sendiri, atau kata seperti ya, ok, tidak, dan no',
	'A page behind a link below the question': 'Halaman di balik tautan di bawah pertanyaan',
	'Both, and the first answer counts': 'Keduanya, dan jawaban pertama yang berlaku',
	'The phone number or chat ID that the message seems to come from':
		'Nomor telepon atau chat ID yang seolah-olah mengirim pesan',
	'The name that the sender seems to have. Empty takes the number.':
		'Nama yang seolah-olah dimiliki pengirim. Bila kosong, nomornya yang dipakai.',
	'The text that seems to come in': 'Teks yang seolah-olah masuk',
	'Whether the message seems to come from a person or from a group':
		'Apakah pesan seolah-olah datang dari orang atau dari grup',
	'A person writes to the device': 'Seseorang menulis ke device',
	'Someone writes in a group': 'Seseorang menulis di grup',
	'Whether to return all results or only up to a given limit':
		'Apakah semua hasil diberikan, atau hanya sampai batas tertentu',
	'Max number of results to return': 'Jumlah hasil paling banyak',
	'Which chats to list': 'Chat mana yang didaftar',
	'People and groups': 'Orang dan grup',
	'Groups that the device is in': 'Grup yang beranggotakan device itu',
	'People that the device has a chat with': 'Orang yang punya percakapan dengan device itu',
	'A part of the name, of the number or of the chat ID. Empty lists all.':
		'Bagian dari nama, nomor, atau chat ID. Kosong berarti semua.',
	'Messages from persons and in groups': 'Pesan dari orang dan di grup',
	'Someone writes to the device directly': 'Seseorang menulis langsung ke device',
	'Someone writes in a group that the device is in':
		'Seseorang menulis di grup yang beranggotakan device itu',
};
