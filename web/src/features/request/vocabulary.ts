// The codes that only a request has.
export const holdReasons = ['user', 'supplier', 'change', 'appointment']
export const cancelReasons = ['duplicate', 'mistake', 'not_needed']
