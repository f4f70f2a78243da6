const patience = 10_000

/** Shows where something stands on the page that was opened: by its name, as soon as it is there. */
export function pointAt(name: string) {
  const look = () => {
    const main = document.getElementById('main')
    const walk = main && document.createTreeWalker(main, NodeFilter.SHOW_TEXT)
    while (walk?.nextNode()) {
      const within = walk.currentNode.parentElement
      if (walk.currentNode.textContent?.trim() !== name || !within || within.closest('nav, h1, input, [hidden]'))
        continue
      const row = within.closest<HTMLElement>('li, tr, section') ?? within
      row.scrollIntoView({ block: 'center' })
      const control =
        within.closest<HTMLElement>('a, button, summary') ?? row.querySelector<HTMLElement>('a, button, summary')
      control?.focus({ preventScroll: true })
      return true
    }
    return false
  }
  if (look()) return
  const watch = new MutationObserver(() => look() && stop())
  const stop = () => {
    watch.disconnect()
    window.clearTimeout(timer)
  }
  const timer = window.setTimeout(stop, patience)
  watch.observe(document.body, { childList: true, subtree: true })
}
