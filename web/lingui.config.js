/** @type {import('@lingui/conf').LinguiConfig} */
export default {
  locales: ['en', 'fr'],
  sourceLocale: 'en',
  catalogs: [{ path: '<rootDir>/src/locales/{locale}', include: ['src'], exclude: ['**/*.test.*'] }],
  orderBy: 'message',
  formatOptions: { lineNumbers: false },
}
