import { init, type EChartsOption } from 'echarts';

import { answerTimes } from './results';
import type { Sample } from './samples';
import type { Stage } from './stage';

const WIDTH = 1_000;
const PANEL_HEIGHT = 180;
const GAP = 70;
const MIB = 2 ** 20;

/** One of the pictures above each other: lines over the same minutes. */
interface Panel {
	title: string;
	lines: Record<string, Point[]>;
}

type Point = [minute: number, value: number];

/**
 * Draws what n8n held and how fast it answered.
 *
 * @param samples taken one after the other
 * @returns an SVG
 */
export function pictureOf({ calls, replies }: Stage, samples: readonly Sample[]): string {
	const [{ at: start } = { at: 0 }] = samples;
	const minuteOf = ({ at }: Sample) => (at - start) / 60_000;
	const over = (of: (sample: Sample) => number) =>
		samples.map((sample): Point => [minuteOf(sample), of(sample)]);
	const slowest = (of: Stage['calls'], which: 'p50' | 'p95' | 'p99') =>
		samples.slice(1).map((sample, index): Point => {
			const { at: before } = samples[index] ?? sample;
			return [minuteOf(sample), answerTimes(of, before, sample.at)[which]];
		});
	const rows = (table: string) => over(({ database }) => database.rows[table] ?? 0);
	return draw([
		{
			title: 'Memory, MiB',
			lines: {
				'heap after a collection': over(({ heap }) => heap / MIB),
				RSS: over(({ rss }) => rss / MIB),
			},
		},
		{
			title: 'Answers, ms',
			lines: {
				'calls, p95': slowest(calls, 'p95'),
				'calls, p99': slowest(calls, 'p99'),
				'replies, p50': slowest(replies, 'p50'),
				'replies, p95': slowest(replies, 'p95'),
			},
		},
		{
			title: 'Held by the process',
			lines: {
				'files, sockets and pipes': over(({ descriptors }) => descriptors),
				'handles of Node': over(({ handles }) => handles),
				'isolated VMs': over(({ isolates }) => isolates),
			},
		},
		{
			title: 'Database, MiB in use',
			lines: { database: over(({ database }) => database.usedBytes / MIB) },
		},
		{ title: 'Rows: execution_entity', lines: { executions: rows('execution_entity') } },
	]);
}

function draw(panels: readonly Panel[]): string {
	const top = (index: number) => 50 + index * (PANEL_HEIGHT + GAP);
	const option: EChartsOption = {
		animation: false,
		// It is looked at on dark pages, too.
		backgroundColor: '#fff',
		title: panels.map(({ title }, index) => ({
			text: title,
			top: top(index) - 45,
			left: 10,
			textStyle: { fontSize: 14 },
		})),
		legend: panels.map(({ lines }, index) => ({
			data: Object.keys(lines),
			top: top(index) - 45,
			right: 40,
			itemGap: 40,
		})),
		grid: panels.map((_, index) => ({
			top: top(index),
			height: PANEL_HEIGHT,
			left: 70,
			right: 45,
		})),
		xAxis: panels.map((_, gridIndex) => ({
			type: 'value',
			gridIndex,
			name: 'min',
			nameGap: 5,
			max: 'dataMax',
			axisLabel: { showMaxLabel: false },
		})),
		yAxis: panels.map((_, gridIndex) => ({ type: 'value', gridIndex })),
		series: panels.flatMap(({ lines }, index) =>
			Object.entries(lines).map(([name, data]) => ({
				type: 'line' as const,
				name,
				data,
				xAxisIndex: index,
				yAxisIndex: index,
				showSymbol: false,
			})),
		),
	};
	const chart = init(null, null, {
		renderer: 'svg',
		ssr: true,
		width: WIDTH,
		height: top(panels.length),
	});
	chart.setOption(option);
	return chart.renderToSVGString();
}
