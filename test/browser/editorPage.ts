import type { INode } from 'n8n-workflow';
import type { Locator, Page } from 'playwright-core';

import type { N8nClient } from '../n8n/client';
import { inRow } from '../real/workflows';

/**
 * What tests do in n8n's editor.
 *
 * @param opened gives the page with the editor, and the client of the same n8n, once there are
 */
export function editorPage(opened: () => { page: Page; client: N8nClient }) {
	const byTestId = (id: string) => opened().page.locator(`[data-test-id="${id}"]`);

	const canvasNode = (name: string) =>
		opened().page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);

	/** Opens a new workflow with these nodes. */
	async function openWorkflow(name: string, nodes: INode[], connections = inRow(nodes)) {
		const { page, client } = opened();
		await page.setViewportSize({ width: 1000, height: 560 });
		const { id } = await client.createWorkflow({ name, nodes: layOut(nodes), connections });
		await page.goto(`${client.url}/workflow/${id}`);
		if (nodes.length > 0) {
			await canvasNode(nodes[0]?.name ?? '').waitFor();
			await byTestId('zoom-to-fit').click();
		}
		return id;
	}

	async function openNode(name: string) {
		await opened().page.setViewportSize({ width: 1280, height: 860 });
		await canvasNode(name).dblclick();
		await byTestId('ndv').waitFor();
	}

	/** Opens the nodes panel of an empty workflow and searches. */
	async function searchNodes(text: string) {
		await byTestId('canvas-add-button')
			.or(byTestId('canvas-plus-button'))
			.or(byTestId('node-creator-plus-button'))
			.first()
			.click();
		await byTestId('node-creator-search-bar').fill(text);
	}

	/** The webhook URL that an opened trigger shows. */
	const webhookUrl = (path: string) =>
		byTestId('ndv').getByText(path).filter({ visible: true }).first();

	return { byTestId, canvasNode, openWorkflow, openNode, searchNodes, webhookUrl };
}

/** One beside the other, those named after a failure below. */
const layOut = (nodes: INode[]) =>
	nodes.map((each, index): INode => {
		const below = each.name === 'Not sent';
		return { ...each, position: [(below ? index - 1 : index) * 260, below ? 200 : 0] };
	});

/** Waits until something is shown. */
export async function expectShown(locator: Locator): Promise<void> {
	await locator.waitFor();
	expect(await locator.isVisible()).toBe(true);
}
