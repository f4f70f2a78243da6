// Names in the query cache that more than one feature has to know.
export const timelineKey = (ref: string) => ['timeline', ref] as const
export const presenceKey = (id: string) => ['presence', id] as const
