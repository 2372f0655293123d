import type { Page } from 'playwright-core';

import { takePicture } from './browser';

/** Space around the workflow, in pixels. */
const MARGIN = 16;

interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/**
 * Takes a picture of the workflow that is open in the editor, for a guide: all nodes with their
 * names and arrows, the whole notes, and nothing of the editor around them.
 *
 * @param name of the file, without its ending
 */
export async function takePictureOfWorkflow(page: Page, name: string): Promise<void> {
	await page.locator('[data-test-id="zoom-to-fit"]').click();
	const { left, top, right, bottom } = await boxOfWorkflow(page);
	await hideEditor(page);
	await takePicture(page, name, {
		documented: true,
		clip: {
			x: left - MARGIN,
			y: top - MARGIN,
			width: right - left + 2 * MARGIN,
			height: bottom - top + 2 * MARGIN,
		},
	});
}

/** What all nodes, notes and arrows take up, in pixels of the window. */
async function boxOfWorkflow(page: Page): Promise<Box> {
	// A name hangs out of its node, and an arrow that leads back goes around the nodes.
	const parts = page.locator('.vue-flow__node, .vue-flow__node *, .vue-flow__edge path');
	return await parts.evaluateAll((elements) =>
		elements
			.map((element) => element.getBoundingClientRect())
			.filter(({ width, height }) => width > 0 || height > 0)
			.reduce<Box>(
				(box, { left, top, right, bottom }) => ({
					left: Math.min(box.left, left),
					top: Math.min(box.top, top),
					right: Math.max(box.right, right),
					bottom: Math.max(box.bottom, bottom),
				}),
				{ left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity },
			),
	);
}

/** Hides tabs, buttons, messages: all that lies over or beside the canvas, but not its ground. */
async function hideEditor(page: Page): Promise<void> {
	await page.locator('.vue-flow__viewport').evaluate((viewport) => {
		for (let inner = viewport; inner.parentElement !== null; inner = inner.parentElement) {
			for (const beside of inner.parentElement.children) {
				if (beside !== inner && !beside.matches('.vue-flow__background, head')) {
					beside.setAttribute('style', 'visibility: hidden !important');
				}
			}
		}
	});
}
