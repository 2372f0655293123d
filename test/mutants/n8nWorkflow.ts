// As the environment shares it.
const { n8nWorkflow } = globalThis as { n8nWorkflow?: object };
if (n8nWorkflow !== undefined) jest.doMock('n8n-workflow', () => n8nWorkflow);
