import type { Account, AutoReply } from './types';

/** The values of the account that a gateway has when none is given. */
export const demo: { apiKey: string; deviceKey: string; templateId: string; groupId: string } = {
	apiKey: '5b0e7c1a-3d42-4f8e-9a67-c2d1e8f40b93',
	deviceKey: '9f3a6d20-71b8-4c5e-8e14-0a2b7c9d5e61',
	templateId: 'c84d1e57-2a90-4b36-b7f3-61e5d0a9c428',
	groupId: '120363041234567890@g.us',
};

export const demoAccounts: Account[] = [
	{
		apiKey: demo.apiKey,
		devices: [{ key: demo.deviceKey, name: 'Toko Melati', connected: true, autoPick: true }],
		templates: [
			{
				id: demo.templateId,
				name: 'Order confirmation',
				text: 'Halo {name}, terima kasih sudah berbelanja di {business_name}. Pesanan Anda sedang kami siapkan.',
			},
			{
				id: '2e6b9f04-58c7-4d1a-a3e2-97f0c4b81d35',
				name: 'Payment reminder',
				text: 'Halo {name}, tagihan sebesar {amount} jatuh tempo pada {due_date}.',
			},
		],
	},
];

/** Chats that the demo device knows from the start: uid and name. */
export const demoChats: Array<{ uid: string; name: string }> = [
	{ uid: '6281290641111@s.whatsapp.net', name: 'Budi Santoso' },
	{ uid: demo.groupId, name: 'Tim Toko Melati' },
];

export const demoAutoReplies: AutoReply[] = [
	{ keyword: 'halo', text: 'Halo! Ada yang bisa kami bantu?' },
	{ keyword: 'hello', text: 'Hello! How can we help you?' },
	{ keyword: 'harga', text: 'Daftar harga kami: https://example.com/harga' },
];
