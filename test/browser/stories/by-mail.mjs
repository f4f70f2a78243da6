// Anne opens a mailbox; Hélène writes to it from her own program; Karim sees her
// letter come in, notes, answers; his answer lies in her mailbox; she answers
// it, and her words appear before Karim.
import { desktop, equal, holds } from '../people.mjs'

const subject = 'Borne Wi-Fi éteinte au restaurant'
const secret = 'PERROQUET-VERT'

export async function tell(cast) {
  const office = await cast.asks('office')
  const support = `support@${office.domain}`
  const anne = await cast.arrives('Anne', desktop)
  await anne.signsIn('admin@solane.example')
  await opensTheMailbox(anne, office, support)

  const karim = await cast.arrives('Karim', desktop)
  await karim.signsIn('karim@solane.example')
  await karim.sees('Connecté')
  await karim.stays()

  const first = await cast.asks('send', {
    from: 'helene',
    name: 'Hélène Garnier',
    to: support,
    subject,
    text: 'Bonjour,\n\nle Wi-Fi se coupe pendant les visioconférences. Code 0x80070035.\n\nHélène',
  })
  await karim.link(subject).click()
  await karim.sees('Code 0x80070035')
  const card = karim.page.getByRole('article', { name: /Message de Hélène Garnier/ })
  await card.getByText('Courriel').waitFor()
  const reference = karim.page.url().match(/INC-\d+/)?.[0]
  const received = await cast.asks('receives', { name: 'helene', words: [reference, 'Nous avons bien reçu'] })
  equal(received.language, 'fr', 'the language of the acknowledgement')

  await karim.button('Autres actions').click()
  await karim.item(/M’affecter/).click()
  await karim.button('Personne Moi').waitFor()
  await karim.presses('i')
  await karim.page.getByRole('textbox', { name: 'Note interne' }).fill(`À vérifier : ${secret}`)
  await karim.button('Ajouter la note').click()
  await karim.page.getByRole('article', { name: /Note interne de Karim/ }).waitFor()
  await karim.presses('r')
  await karim.page
    .getByRole('textbox', { name: 'Répondre' })
    .fill('Bonjour Madame Garnier,\nà quelle heure cela se produit-il ?')
  await karim.button('Envoyer', { exact: true }).click()

  const answer = await cast.asks('receives', {
    name: 'helene',
    words: ['à quelle heure cela se produit-il', reference],
  })
  equal(answer.language, 'fr', 'the language of the answer')
  // The record says by itself that the letter left.
  const mine = karim.page.getByRole('article', { name: /Message de Karim Benali/ })
  await mine.getByText('envoyé').waitFor()

  await cast.asks('send', {
    from: 'helene',
    name: 'Hélène Garnier',
    to: answer.reply_to,
    subject: `Re: ${answer.subject}`,
    inReplyTo: answer.message_id,
    text: 'Tous les jours à 14 h.\n\nLe dim. 22 nov. 2026 à 14:04, Support a écrit :\n> à quelle heure cela se produit-il ?',
  })
  await karim.sees('Tous les jours à 14 h.')
  await karim.button(/ligne citée|lignes citées/).waitFor()
  await karim.stayed()
  await cast.documented(anne, karim)

  const letters = await cast.asks('letters', { name: 'helene' })
  holds(letters.length >= 2, `only ${letters.length} letters reached her`)
  holds(!letters.some((l) => l.raw.includes(secret)), 'the note left the desk')
  holds(first.message_id, 'her letter had no name')
}

export async function opensTheMailbox(anne, office, support) {
  await anne.goes('/desk/administration')
  await anne.link('Boîtes de courriel').first().click()
  await anne.heading('Boîtes de courriel').waitFor()
  await anne.button('Ajouter une boîte').first().click()
  const form = anne.dialog('Ajouter une boîte')
  await form.getByLabel('Adresse').fill(support)
  await form.getByLabel('Nom affiché aux personnes').fill('Support Solane')
  const servers = [
    ['Lecture (IMAP)', office.imaps, 'TLS'],
    ['Envoi (SMTP)', office.smtp, 'STARTTLS'],
  ]
  for (const [name, port, security] of servers) {
    const part = form.getByRole('group', { name })
    await part.getByLabel('Serveur').fill(office.host)
    await part.getByLabel('Port').fill(String(port))
    await part.getByLabel('Sécurité').selectOption(security)
    await part.getByLabel('Identifiant').fill('support')
    await part.getByLabel('Mot de passe', { exact: true }).fill(office.password)
  }
  await form.getByRole('button', { name: 'Enregistrer' }).click()
  await form.waitFor({ state: 'detached' })
  await anne.sees(support)
  // A true round trip: out by SMTP, back by IMAP, each step in plain words.
  await anne.button(`Tester la boîte ${support}`).click()
  await anne.sees('La boîte envoie et reçoit : elle est prête.')
}
