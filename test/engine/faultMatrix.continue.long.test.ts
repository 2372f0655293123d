import { defineFaultMatrix } from './faultMatrix';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.fn(),
}));

defineFaultMatrix(['continue', 'error output']);
