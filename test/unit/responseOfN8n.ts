/** The response to a call, as n8n hands it to a webhook, and what was sent with it. */
export class ResponseOfN8n {
	headersSent = false;

	statusCode = 200;

	readonly sent: unknown[] = [];

	setHeader(): void {}

	status(status: number): this {
		this.statusCode = status;
		return this;
	}

	send(page: unknown): void {
		this.headersSent = true;
		this.sent.push(page);
		this.end();
	}

	json(answer: unknown): void {
		this.send(answer);
	}

	end(): this {
		return this;
	}
}
