// A screen reader, as far as the browser feeds it: the tree of what the page is to
// assistive technology (Chromium's Accessibility.getFullAXTree), read in its order.

const controls = new Set(
  'button link textbox searchbox combobox listbox option checkbox radio switch tab menuitem slider spinbutton'.split(' '),
)

const said = (value) => String(value?.value ?? '').trim()
const property = (node, name) => node.properties?.find((p) => p.name === name)?.value?.value

/** All that is heard, from the top: role, name, and what is said of it besides. */
export async function heard(person) {
  const { nodes } = await person.wire.send('Accessibility.getFullAXTree')
  const byId = new Map(nodes.map((n) => [n.nodeId, n]))
  const all = []
  const walk = (node) => {
    if (!node) return
    if (!node.ignored)
      all.push({
        role: said(node.role),
        name: said(node.name),
        description: said(node.description),
        focusable: !!property(node, 'focusable'),
        focused: !!property(node, 'focused'),
        required: !!property(node, 'required'),
        invalid: ![undefined, 'false', false].includes(property(node, 'invalid')),
        checked: property(node, 'checked'),
        live: property(node, 'live'),
      })
    for (const id of node.childIds ?? []) walk(byId.get(id))
  }
  walk(nodes.find((n) => !n.parentId))
  return all
}

/**
 * What it could not tell: a control without a name, what takes the focus and is
 * nothing, a page without its parts.
 */
export async function unheard(person) {
  const all = await heard(person)
  const found = []
  for (const n of all) {
    if (controls.has(n.role) && !n.name) found.push(`a ${n.role} without a name`)
    if (n.focusable && !n.name && ['generic', 'none', 'image'].includes(n.role))
      found.push(`what has the role ${n.role} takes the focus`)
  }
  if (!all.some((n) => n.role === 'main')) found.push('no main part')
  if (!all.some((n) => n.role === 'heading' && n.name)) found.push('no heading')
  if (!all.some((n) => n.role === 'RootWebArea' && n.name)) found.push('no title')
  return [...new Set(found)].slice(0, 6)
}
