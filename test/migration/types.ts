import type { INode, INodeTypeDescription, IWorkflowSettings } from 'n8n-workflow';

/** A workflow, as far as n8n's migration report looks at it. */
export interface ReportedWorkflow {
	name: string;
	nodes: INode[];
	settings?: IWorkflowSettings;
}

/** What the report is made of. */
export interface AskedReport {
	workflows: ReportedWorkflow[];
	/** Of the nodes that n8n knows beside its own, by their types in workflows */
	descriptions: Record<string, INodeTypeDescription>;
}

/** What n8n's migration report says. */
export interface MigrationReport {
	/** The IDs of all rules that were asked */
	rules: string[];
	/** Errors of rules: nothing is known of what they look for */
	failed: string[];
	/** The rules that concern the installation */
	instance: string[];
	/** What is to be looked at in workflows: the rule, the workflow's name, the node's name */
	workflows: Array<{ rule: string; workflow: string; node: string }>;
}
