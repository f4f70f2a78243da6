// The entry of the workspace.
import { RouterProvider } from '@tanstack/react-router'
import { workspaceRouter } from './routes/workspace'

export const screen = () => <RouterProvider router={workspaceRouter()} />
