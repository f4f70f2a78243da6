// The entry of the workspace.
import type { QueryClient } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { Me } from './api/types'
import { workspaceRouter } from './routes/workspace'

export const screen = (_: Me | undefined, cache: QueryClient) => <RouterProvider router={workspaceRouter(cache)} />
