// The frame of the pages that are shown to who is not signed in.

import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { languages } from '~/locales'
import { Logo, Segments } from '~/ui/parts'
import c from './auth.module.css'

export type Speaking = { language: 'fr' | 'en'; onLanguage: (language: 'fr' | 'en') => void }

export function Frame(props: Speaking & { name?: string; version?: string; title: ReactNode; children: ReactNode }) {
  const { t } = useLingui()
  return (
    <main className={c.page} id="main">
      <div className={c.box}>
        <div className={c.brand}>
          <Logo size={32} /> Guichet {props.name && <span>{props.name}</span>}
        </div>
        <h1>{props.title}</h1>
        {props.children}
        <div className={c.foot}>
          <Segments
            label={t`Language`}
            value={props.language}
            onChange={props.onLanguage}
            options={languages.map((l) => ({ ...l, lang: l.value }))}
          />
          <a href="/accessibility">
            <Trans>Accessibility</Trans>
          </a>
          {props.version && <span>{props.version}</span>}
        </div>
      </div>
    </main>
  )
}
