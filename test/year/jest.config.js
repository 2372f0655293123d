const config = require('../../jest.config.js');

const year = config.projects.find(({ displayName }) => displayName === 'year');

/** @type {import('jest').Config} The long run, which is no part of the tests. */
module.exports = { ...year, rootDir: '../..', testMatch: ['**/test/year/long.ts'] };
