/**
 * Whether what stands in a webhook body as its sender is a story, a channel or a broadcast list:
 * WhatsApp shows them beside the chats, but nobody can be answered there.
 *
 * The platform cuts the part behind the `@` off (observed), so a story comes from "status", and a
 * channel from 18 digits that begin with 120, as the ID of a group does: only the type tells them
 * apart. A LID has 17 digits at most (observed).
 *
 * @param from the chat ID, with or without its `@…` part
 * @param isGroup whether the body says that it was written in a group
 */
export function isPublic(from: string, isGroup: boolean): boolean {
	const [id = '', server] = from.toLowerCase().split('@', 2);
	if (server !== undefined) return server === 'broadcast' || server === 'newsletter';
	return id === 'status' || (!isGroup && /^120\d{15,27}(?::\d+)?$/.test(id));
}
