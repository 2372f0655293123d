/** The heads of the tables, the operations, and what differs between the versions of n8n. */
export const TABLES: Readonly<Record<string, string>> = {
	Operation: 'Operasi',
	'What it does': 'Gunanya',
	'What differs': 'Yang berbeda',
	Field: 'Kolom',
	Option: 'Opsi',
	'Left out': 'Bila tidak dipakai',
	Output: 'Nama',
	'What it is': 'Isinya',
	'What the node says': 'Bunyi pesannya',
	'What to do': 'Yang perlu Anda lakukan',
	'`failure` in n8n 2.41': '`failure` di n8n 2.41',
	default: 'bawaan',
	Off: 'Mati',
	None: 'Tidak ada',
	'Waits for ever': 'Menunggu terus',
	'A new one each time': 'Selalu yang baru',
	'600 for messages with an ID, off for others':
		'600 untuk pesan yang punya ID, mati untuk yang lain',
	'Try the auto-reply rules of a device without sending anything to WhatsApp':
		'Mencoba aturan balasan otomatis sebuah device tanpa mengirim apa pun ke WhatsApp',
	'Retrieve the people and groups of the device. It is not part of the documented API, so some servers may lack it.':
		'Mengambil orang dan grup yang ada di device. Ini tidak disebut dalam dokumentasi API, jadi mungkin tidak ada di sebagian server.',
	'Check whether the WhatsApp device is connected. It is not part of the documented API, so some servers may lack it.':
		'Memeriksa apakah device WhatsApp terhubung. Ini tidak disebut dalam dokumentasi API, jadi mungkin tidak ada di sebagian server.',
	'Ask a person or a group, and go on when the first one has answered':
		'Bertanya kepada orang atau grup, lalu berlanjut setelah yang pertama menjawab',
	'Send one of your Omnichat templates, with its variables filled in':
		'Mengirim salah satu template Omnichat Anda, dengan variabel yang sudah terisi',
	'Send a text message to a person or a group': 'Mengirim pesan teks ke orang atau grup',
	'Retrieve the ID and name of your templates. It is not part of the documented API, so some servers may lack it.':
		'Mengambil ID dan nama template Anda. Ini tidak disebut dalam dokumentasi API, jadi mungkin tidak ada di sebagian server.',
	'The Data Table node cannot make a table, nor find one by its name. The example *Broadcast from a table* does not run; in the others with a table, choose it from the list in each Data table node':
		'Node Data Table belum bisa membuat tabel atau mencarinya menurut nama. Contoh *Broadcast from a table* tidak bisa dijalankan; di contoh lain yang memakai tabel, pilih tabelnya dari daftar di setiap node Data table',
	'An error workflow runs without being activated':
		'Workflow untuk **Error Workflow** berjalan tanpa diaktifkan',
	'A switch, **Inactive** or **Active**, takes the place of the **Publish** button':
		'Sakelar **Inactive** atau **Active** menggantikan tombol **Publish**',
	'The public address of n8n is set by `WEBHOOK_URL`, not by `N8N_WEBHOOK_URL`':
		'Alamat n8n yang bisa dibuka dari luar diatur dengan `WEBHOOK_URL`, bukan `N8N_WEBHOOK_URL`',
	'Nobody can review what an AI Agent is about to do: n8n has no **Human review** of tools':
		'Tindakan AI Agent tidak bisa diperiksa orang lebih dulu: n8n belum punya **Human review** untuk tool',
	"As a tool of an AI Agent, a failed message stops the workflow. With the tool's **On Error** at **Continue** the model reads what happened, as elsewhere":
		'Sebagai tool AI Agent, pesan yang gagal menghentikan workflow. Bila **On Error** pada tool diatur ke **Continue**, model membaca apa yang terjadi, seperti di versi lain',
	'n8n has no setting that keeps requests out of the network around it (`N8N_SSRF_PROTECTION_ENABLED`)':
		'n8n belum punya pengaturan yang menahan request ke jaringan di sekitarnya (`N8N_SSRF_PROTECTION_ENABLED`)',
	'n8n answers a call before it has taken it. A message, or the answer to a question, is lost without a word when its database fails in that moment':
		'n8n menjawab panggilan sebelum mencatatnya. Bila database-nya gagal pada saat itu, pesan masuk atau jawaban atas pertanyaan hilang tanpa pemberitahuan',
	'Everything works as written here': 'Semua berjalan seperti yang tertulis di sini',
};
