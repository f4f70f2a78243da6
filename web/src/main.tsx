// The first script: it asks who is there and fetches what they need, the
// portal or the workspace, at the same time.
import './ui/mantine'
import { boot } from './boot'

const workspace = /^\/desk(\/|$)/.test(window.location.pathname)

void boot(workspace ? import('./workspace') : import('./portal'))
