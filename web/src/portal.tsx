// The entry of the portal, and of the sign-in that both share.
import { RouterProvider } from '@tanstack/react-router'
import type { Me } from './api/types'
import { portalRouter } from './routes/portal'

document.body.classList.add('portal')

export const screen = (me: Me | undefined) => <RouterProvider router={portalRouter(me)} />
