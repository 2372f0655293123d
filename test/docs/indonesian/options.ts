/** The options of the operations and of the trigger. */
export const OPTIONS: Readonly<Record<string, string>> = {
	'The country whose local numbers are filled in, by its calling code: 62 for Indonesia, 65 for Singapore. Numbers that begin with a plus are taken as they are.':
		'Negara dari nomor lokal yang Anda isi, menurut kode negaranya: 62 untuk Indonesia, 65 untuk Singapura. Nomor yang diawali tanda plus dipakai apa adanya.',
	'The WhatsApp device that sends': 'Device WhatsApp yang mengirim',
	'Another device of the same account': 'Device lain dari akun yang sama',
	'For accounts that pick a device themselves. Not for groups.':
		'Untuk akun yang memilih device sendiri. Tidak untuk grup.',
	'The device of the credential': 'Device di credential',
	'The key of the device, from the Devices page of the Omnichat dashboard':
		'Kunci device itu, dari halaman Devices di dashboard Omnichat',
	"Whether the execution can be found by whom it wrote to: under 'Highlighted data' in n8n's list of executions, with the key customer, by the phone number or chat ID. Nothing else of the message is kept there.":
		"Apakah eksekusi bisa dicari menurut tujuannya: di bawah 'Highlighted data' pada daftar eksekusi n8n, dengan key customer, menurut nomor telepon atau chat ID. Bagian lain dari pesan tidak disimpan di situ.",
	'Omnichat ignores an ID that it has seen. Leave empty for a new one each time.':
		'Omnichat mengabaikan ID yang sudah pernah dilihatnya. Biarkan kosong agar selalu dibuat yang baru.',
	'How many seconds until the whole answer must be there. Omnichat itself may take 75: with less, a message may be delivered although the item fails.':
		'Dalam berapa detik seluruh jawaban harus sudah ada. Omnichat sendiri bisa perlu 75: bila kurang dari itu, pesan bisa tersampaikan walaupun item-nya gagal.',
	'A message whose key was accepted before is not sent again, in any execution of this workflow. Use a value that is different for each message.':
		'Pesan dengan kunci yang sudah pernah diterima tidak dikirim lagi, di eksekusi mana pun dari workflow ini. Pakai nilai yang berbeda untuk setiap pesan.',
	'How many messages are under way at the same time. 1 sends them in order and is gentle to the WhatsApp account.':
		'Berapa pesan dalam perjalanan pada saat yang sama. 1 mengirimnya berurutan, dan paling aman bagi akun WhatsApp.',
	'A pause of random length between two messages of the same device, also of other executions. Pauses lower the risk that WhatsApp bans the number; they cannot rule it out.':
		'Jeda yang lamanya acak di antara dua pesan dari device yang sama, juga dari eksekusi lain. Jeda mengurangi risiko nomor diblokir WhatsApp, tetapi tidak menghilangkannya.',
	'The shortest pause': 'Jeda terpendek',
	'The longest pause': 'Jeda terpanjang',
	'How many seconds one item may wait when Omnichat says that there were too many requests. 0 fails at once.':
		'Berapa detik satu item boleh menunggu bila Omnichat mengatakan permintaannya terlalu banyak. 0 berarti langsung gagal.',
	'How long to wait for an answer. When nobody has answered by then, the workflow goes on with the items that came in.':
		'Berapa lama menunggu jawaban. Bila sampai saat itu tidak ada yang menjawab, workflow berlanjut dengan item semula.',
	'How the limit is set': 'Cara menentukan batasnya',
	'How long to wait': 'Berapa lama menunggu',
	'What the amount counts': 'Satuan jumlahnya',
	'Until when to wait, in the time zone of the workflow':
		'Sampai kapan menunggu, menurut zona waktu workflow',
	'Whether to start the workflow for every device key. Anyone who knows the URL can then start it.':
		'Apakah workflow dijalankan untuk device key apa pun. Siapa saja yang tahu alamatnya lalu bisa menjalankannya.',
	'Only messages from these phone numbers, chat IDs or groups start the workflow. Separate them with commas. Empty allows all; an expression that gives nothing allows nobody. Who hides the number arrives as …@lid: allow that chat ID.':
		'Hanya pesan dari nomor telepon, chat ID atau grup ini yang menjalankan workflow. Pisahkan dengan koma. Kosong berarti semua boleh; expression yang tidak memberi apa-apa berarti tidak seorang pun. Pengirim yang menyembunyikan nomornya datang sebagai …@lid: isi chat ID itu.',
	'For how long a chat must be quiet until all that it wrote starts the workflow, once, as people write several short messages in a row. A chat that goes on is not waited for longer than five times that. message and chatInput then hold the texts, one a line, and messages each of them. What is waited for is lost when n8n stops. 0 turns this off.':
		'Berapa lama sebuah chat harus diam sebelum semua yang ditulisnya menjalankan workflow, satu kali, karena orang sering menulis beberapa pesan pendek berturut-turut. Chat yang terus menulis ditunggu paling lama lima kali waktu itu. message dan chatInput lalu berisi teks-teksnya, satu per baris, dan messages berisi masing-masing. Yang sedang ditunggu hilang bila n8n berhenti. 0 berarti mati.',
	"The country whose local numbers stand in 'Allowed Senders' and 'Ignored Senders', by its calling code: 62 for Indonesia, 65 for Singapore":
		"Negara dari nomor lokal di 'Allowed Senders' dan 'Ignored Senders', menurut kode negaranya: 62 untuk Indonesia, 65 untuk Singapura",
	'Further devices whose messages start the workflow, beside the one of the credential':
		'Device lain yang pesannya juga menjalankan workflow, di samping device di credential',
	'For how long the same message starts the workflow only once, as Omnichat may deliver it again when n8n answers late. A message is known by its ID, or without one by device, sender and text. 0 turns this off. Without this option it is 600 for messages with an ID, and off for others.':
		'Berapa lama pesan yang sama hanya menjalankan workflow satu kali, karena Omnichat bisa mengirimnya lagi bila n8n terlambat menjawab. Pesan dikenali dari ID-nya, atau bila tidak ada, dari device, pengirim dan teksnya. 0 berarti mati. Tanpa opsi ini: 600 untuk pesan yang punya ID, mati untuk yang lain.',
	'Messages from these phone numbers, chat IDs or groups start nothing. Separate them with commas. An expression that gives nothing ignores nobody. Who hides the number arrives as …@lid: add that chat ID.':
		'Pesan dari nomor telepon, chat ID atau grup ini tidak menjalankan apa-apa. Pisahkan dengan koma. Expression yang tidak memberi apa-apa berarti tidak ada yang diabaikan. Pengirim yang menyembunyikan nomornya datang sebagai …@lid: isi chat ID itu.',
	'Whether the output tells the device key, as deviceKey and in payload. It then also stands in stored executions and goes wherever you pass the item on. To tell devices apart, device is enough.':
		'Apakah hasilnya memuat device key, sebagai deviceKey dan di dalam payload. Device key lalu juga tersimpan di data eksekusi dan ikut ke mana pun item diteruskan. Untuk membedakan device, cukup device.',
	"Whether stories and posts of channels start the workflow too, whatever is chosen in 'Trigger On'. Nobody can be answered there, so chatId is null. With 'Allowed Senders' they stay out.":
		"Apakah status (story) dan kiriman saluran ikut menjalankan workflow, apa pun pilihan di 'Trigger On'. Keduanya tidak bisa dibalas, jadi chatId berisi null. Dengan 'Allowed Senders' keduanya tetap tidak masuk.",
	'Only messages that hold one of these words or phrases start the workflow, in capitals or not. Separate them with commas. Each counts as a whole: agen is not found in agenda. Between slashes stands a pattern (regular expression), which looks at the first 4,096 characters and knows no (?=…), (?!…) and \\1. Empty lets all texts in; an expression that gives nothing lets none in. A message without a text holds no word.':
		'Hanya pesan yang berisi salah satu kata atau frasa ini yang menjalankan workflow, dengan huruf besar atau kecil. Pisahkan dengan koma. Kata dicari utuh: agen tidak ditemukan dalam agenda. Di antara dua garis miring ada pola (regular expression), yang melihat 4.096 karakter pertama dan tidak mengenal (?=…), (?!…) dan \\1. Kosong berarti semua teks masuk; expression yang tidak memberi apa-apa berarti tidak satu pun. Pesan tanpa teks tidak berisi kata apa pun.',
	'For how long a chat may send a text every three seconds or faster, as two bots do that answer each other, until its messages are held back. With a text every six seconds it is three times as long; with ten seconds between them, for ever. Once it has been quiet for a minute, or slower than that for two, its messages start the workflow again. 0 turns this off.':
		'Berapa lama sebuah chat boleh mengirim teks setiap tiga detik atau lebih cepat, seperti dua bot yang saling membalas, sebelum pesannya ditahan. Dengan teks setiap enam detik waktunya tiga kali lebih lama; dengan selang sepuluh detik tidak pernah ditahan. Setelah chat itu diam satu menit, atau menulis lebih lambat dari itu selama dua menit, pesannya menjalankan workflow lagi. 0 berarti mati.',
};
