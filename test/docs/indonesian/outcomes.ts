/** How a message that failed is mended. */
export const OUTCOMES: Readonly<Record<string, string>> = {
	'Copy the API key from the Omnichat dashboard into the credential, and check that the base URL is the one of that dashboard':
		'Salin API key dari dashboard Omnichat ke credential, dan pastikan base URL adalah alamat dashboard itu',
	'Copy the device key from the Devices page of the Omnichat dashboard, and check that the device belongs to the same account as the API key':
		'Salin device key dari halaman Devices di dashboard Omnichat, dan pastikan device itu milik akun yang sama dengan API key',
	'Open the device in the Omnichat dashboard, scan its QR code with WhatsApp, then run the failed items again':
		'Buka device itu di dashboard Omnichat, pindai kode QR-nya dengan WhatsApp, lalu jalankan lagi item yang gagal',
	'Wait until tomorrow, use another device, or raise the limit in the Omnichat dashboard':
		'Tunggu sampai besok, pakai device lain, atau naikkan batasnya di dashboard Omnichat',
	'Copy the template ID from the Templates page of the Omnichat dashboard, and check that the template belongs to the same account':
		'Salin ID template dari halaman Templates di dashboard Omnichat, dan pastikan template itu milik akun yang sama',
	'Fill in the field that the answer names, then run the item again':
		'Isi kolom yang disebut dalam jawabannya, lalu jalankan lagi item itu',
	'Check the base URL in the credential. If it is right, a firewall or a block page may stand in front of the server':
		'Periksa base URL di credential. Bila sudah benar, mungkin ada firewall atau halaman blokir di depan server',
	'Check the base URL in the credential: it must be the final address, for example https://app.omnichat.id':
		'Periksa base URL di credential: harus alamat akhirnya, misalnya https://app.omnichat.id',
	'The answer of the server says why': 'Sebabnya ada di jawaban server',
	'Omnichat allows about 60 requests a minute: wait 60 seconds, then run the failed items again':
		'Omnichat mengizinkan sekitar 60 permintaan per menit: tunggu 60 detik, lalu jalankan lagi item yang gagal',
	'Check the base URL in the credential and the internet connection of n8n':
		'Periksa base URL di credential dan koneksi internet n8n',
	'Check the base URL in the credential: its host and port must speak https. If it is right, a firewall or proxy may cut the connection':
		'Periksa base URL di credential: host dan port-nya harus melayani https. Bila sudah benar, mungkin firewall atau proxy memutus koneksinya',
	'Ask whoever runs n8n to allow the address of the base URL':
		'Minta pengelola n8n mengizinkan alamat base URL itu',
	'Check the date and time of the machine that n8n runs on. If they are right, whoever runs the server has to renew its certificate':
		'Periksa tanggal dan jam mesin tempat n8n berjalan. Bila sudah benar, pengelola server harus memperbarui sertifikatnya',
	'Check the base URL in the credential: its host must be the one that the certificate was made for':
		'Periksa base URL di credential: host-nya harus yang tertulis di sertifikat',
	'The server or something between it and n8n uses a certificate of its own making. Whoever runs n8n can have it trusted: NODE_EXTRA_CA_CERTS, an environment variable of n8n, names a file with the certificate of its issuer':
		'Server, atau sesuatu di antaranya dan n8n, memakai sertifikat buatan sendiri. Pengelola n8n bisa mempercayainya: NODE_EXTRA_CA_CERTS, variabel lingkungan n8n, menunjuk berkas berisi sertifikat penerbitnya',
	'The message may have been delivered: look into the chat on the phone before sending it again':
		'Pesan mungkin sudah tersampaikan: lihat percakapannya di ponsel sebelum mengirim lagi',
};
