// What is installed and written here is none of ours: n8n itself, and its user folders.
export default [{ ignores: ['**/*'] }];
