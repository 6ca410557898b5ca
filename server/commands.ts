/** Commands that mirror custom requests for editors that only know commands; none is an id that the client registers. */
export const serverCommands = [
  'rehearsal.server.policy',
  'rehearsal.server.policies',
  'rehearsal.server.testDocuments',
  'rehearsal.server.testCases',
  'rehearsal.server.runTests',
  'rehearsal.server.flip',
  'rehearsal.server.shadowRules',
  'rehearsal.server.shadowEvents',
  'rehearsal.server.groups',
  'rehearsal.server.events',
  'rehearsal.server.summary',
  'rehearsal.server.review',
  'rehearsal.server.hookHealth',
  'rehearsal.server.readiness',
  'rehearsal.server.letThrough',
  'rehearsal.server.makeTestCase',
] as const
