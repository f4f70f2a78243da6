// The first script: it asks who is there and fetches what they need, the
// portal or the workspace, at the same time.
import './ui/mantine'
import { boot } from './boot'

// Each import stands alone: in one expression with another, the build forgets
// the styles of the first.
const portal = () => import('./portal')
const workspace = () => import('./workspace')

const wanted = /^\/desk(\/|$)/.test(window.location.pathname) ? workspace : portal
void boot(wanted())
