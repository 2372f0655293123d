import type { IDataObject, IHookFunctions, INode } from 'n8n-workflow';

import { OmnichatTrigger } from '../../nodes/Omnichat/OmnichatTrigger.node';

/** What n8n says when somebody activates a workflow with the trigger. */
async function activate(deviceKey: unknown, options: IDataObject = {}) {
	const parameters: IDataObject = { triggerOn: 'personal', options };
	const context = {
		getNode: (): Partial<INode> => ({ name: 'Omnichat Trigger' }),
		getNodeParameter: (name: string) => parameters[name],
		getCredentials: async () => {
			if (deviceKey instanceof Error) throw deviceKey;
			return { deviceKey };
		},
	} as unknown as IHookFunctions;
	return await new OmnichatTrigger().webhookMethods.default.checkExists.call(context);
}

test.each<[what: string, deviceKey: unknown, options: IDataObject]>([
	['a device key in the credential', 'own', {}],
	['a device key in the options', '', { deviceKeys: ['second'] }],
	['any device, which needs no key', undefined, { acceptAnyDevice: true }],
])('a trigger can be activated with %s', async (_what, deviceKey, options) => {
	expect(await activate(deviceKey, options)).toBe(true);
});

test('there is nothing to register or remove: the address is pasted in the dashboard', async () => {
	const context = {} as IHookFunctions;
	const hooks = new OmnichatTrigger().webhookMethods.default;
	expect(await hooks.create.call(context)).toBe(true);
	expect(await hooks.delete.call(context)).toBe(true);
});

test.each<
	[
		what: string,
		deviceKey: unknown,
		options: IDataObject,
		message: string,
		description: string | undefined,
	]
>([
	[
		'no device key',
		'',
		{},
		'The credential has no device key, so no message could be recognised as yours',
		'Paste the device key from the Devices page of the Omnichat dashboard into the credential',
	],
	[
		'a credential that n8n cannot read',
		new Error('Credentials could not be decrypted'),
		{},
		'Credentials could not be decrypted',
		undefined,
	],
	[
		'seconds that are none',
		'own',
		{ ignoreRepeats: 'soon' },
		'\'Ignore Repeats\' "soon" is not a number of seconds',
		'Use 0 or more. 0 lets every delivery start the workflow',
	],
])('a trigger with %s is not activated', async (_what, key, options, message, description) => {
	await expect(activate(key, options)).rejects.toMatchObject({ message, description });
});
