import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { normalizeBaseUrl } from '../nodes/Omnichat/rules/baseUrl';
import { normalizeKey, singleDeviceKey } from '../nodes/Omnichat/rules/deviceKey';
import { asObject } from '../nodes/Omnichat/rules/parseObject';
import { withApiKey } from '../nodes/Omnichat/transport/apiKey';

/** How long the credential test waits for an answer: n8n itself would wait 5 minutes. */
const TEST_TIMEOUT_MS = 15_000;

export class OmnichatApi implements ICredentialType {
	name = 'omnichatApi';

	displayName = 'Omnichat API';

	icon = {
		light: 'file:../nodes/Omnichat/omnichat.svg',
		dark: 'file:../nodes/Omnichat/omnichat.dark.svg',
	} as const;

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-omnichat-id#the-first-message';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'From the API page of the Omnichat dashboard',
		},
		{
			displayName: 'Device Key',
			name: 'deviceKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The ID of your WhatsApp device, from the Devices page of the Omnichat dashboard. Keep it secret: whoever knows it can pretend to be the device. One key: the options of the Omnichat node name another device to send from, those of the trigger further devices to listen to.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://app.omnichat.id',
			placeholder: 'e.g. https://app.omnichat.id',
			description:
				'The address of your dashboard. Change it for another brand of the same platform. What follows the host is left out, unless /api-app is in it.',
		},
	];

	/**
	 * Adds the API key to a request. Also used by n8n's HTTP Request node and "Custom API Call".
	 *
	 * The request of the test gets base URL and device key as the nodes use them.
	 *
	 * @throws UserError when the base URL cannot be used, or when there are several device keys
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const authenticated = withApiKey(request, normalizeKey(credentials.apiKey));
		// Only the test below has a base URL of its own.
		if (request.baseURL === undefined) return authenticated;
		const body = asObject(authenticated.body);
		return {
			...authenticated,
			baseURL: normalizeBaseUrl(request.baseURL),
			timeout: TEST_TIMEOUT_MS,
			...(body !== undefined &&
				'device' in body && { body: { ...body, device: singleDeviceKey(body.device) } }),
		};
	}

	/**
	 * Asks the server about the device; sends no message. The statuses are taken as they come, for
	 * the body tells a wrong key from an unknown device, which both answer 401 (observed).
	 */
	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/api-app/integration/checking-device',
			headers: { Accept: 'application/json' },
			body: { device: '={{ $credentials.deviceKey }}' },
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		},
		rules: [
			bodyRule(
				'message',
				'Api Key tidak di temukan',
				'Omnichat does not know this API key. Copy it again from the API page of the Omnichat dashboard, and check that the base URL is the one of that dashboard.',
			),
			bodyRule(
				'message',
				'Perangkat Device tidak di temukan',
				'Omnichat does not know this device key. Copy it again from the Devices page of the Omnichat dashboard.',
			),
			bodyRule(
				'message',
				'Perangkat Device tidak aktif, silahkan scan qr perangkat terlebih dahulu',
				'The keys are right, but the device is not connected to WhatsApp. Open it in the Omnichat dashboard and scan its QR code.',
			),
			bodyRule(
				'message',
				'Too Many Attempts.',
				'Omnichat received too many requests. Wait a minute, then test again.',
			),
			bodyRule(
				'status',
				false,
				'Omnichat refused these keys. Check the API key and the device key in the Omnichat dashboard, and that the device is connected.',
			),
			bodyRule(
				'status',
				undefined,
				'This server has no connection test. Check the base URL. If it is right, save the credential and try it by sending a message to yourself.',
			),
		],
	};
}

/** Shows `message` when the answer has this value at this key. */
function bodyRule(key: string, value: unknown, message: string) {
	return { type: 'responseSuccessBody' as const, properties: { key, value, message } };
}
