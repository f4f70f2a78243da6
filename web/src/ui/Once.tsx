// Something that is shown once, to be copied now.
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import c from './once.module.css'

export function Once(props: { children: ReactNode; text: string; tools?: ReactNode }) {
  const [copied, setCopied] = useState('')
  const done = copied === props.text
  return (
    <div className={c.once} role="status">
      <strong>{props.children}</strong>
      <code>{props.text}</code>
      <div className={c.tools}>
        <Button
          leftSection={done ? <IconCheck size={16} /> : <IconCopy size={16} />}
          onClick={() => void navigator.clipboard.writeText(props.text).then(() => setCopied(props.text))}
        >
          {done ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
        </Button>
        {props.tools}
      </div>
    </div>
  )
}
