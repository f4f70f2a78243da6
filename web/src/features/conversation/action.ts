// The action that a note writes down, as it is typed and as it is sent.
export type Action = { activity: string; outcome: string; started: string; ended: string; late: boolean }
export const noAction: Action = { activity: '', outcome: '', started: '', ended: '', late: false }

/** The action as the server takes it. */
export const toldAction = (a: Action, instant: (field: string) => string) => ({
  activity: a.activity,
  ...(a.outcome.trim() ? { outcome: a.outcome.trim() } : {}),
  ...(a.late && a.started ? { started_at: instant(a.started) } : {}),
  ...(a.late && a.ended ? { ended_at: instant(a.ended) } : {}),
})
