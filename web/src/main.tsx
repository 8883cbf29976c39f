// The program in the browser: who is signed in, then the page that the address names, in the frame that all share. A
// page that the role does not have is not in its navigation, and the server refuses what it would ask.

import { render } from 'preact'
import { useState } from 'preact/hooks'
import { go, useAddress } from './address'
import { Frame } from './components/Frame'
import { Trouble } from './components/Trouble'
import { Access } from './pages/Access'
import { Begin, Invitation } from './pages/Begin'
import { Cohort } from './pages/Cohort'
import { Data } from './pages/Data'
import { Home } from './pages/Home'
import { Indicator } from './pages/Indicator'
import { Indicators } from './pages/Indicators'
import { Lost } from './pages/Lost'
import { Network } from './pages/Network'
import { OneTime } from './pages/OneTime'
import { Patients } from './pages/Patients'
import { Rule } from './pages/Rule'
import { SecondStep } from './pages/SecondStep'
import { Seen } from './pages/Seen'
import { SignIn } from './pages/SignIn'
import { SignedIn, useSessionState } from './session'

function Page() {
  const { path } = useAddress()
  const [, place = '', name = '', part = '', further = ''] = path.split('/').map(decodeURIComponent)
  if (further !== '') return <Lost />
  if (place === '') return <Home />
  if (place === 'indicators' && name === '') return <Indicators />
  if (place === 'indicators' && part === '') return <Indicator id={name} />
  if (place === 'indicators' && part === 'patients') return <Patients id={name} />
  if (place === 'rules' && name !== '' && part === '') return <Rule id={name} />
  if (place === 'cohort' && name === '') return <Cohort />
  if (place === 'data' && name === '') return <Data />
  if (place === 'network' && name === '') return <Network />
  if (place === 'access' && name === '') return <Access />
  if (place === 'seen' && name === '') return <Seen />
  return <Lost />
}

function Meso() {
  const { path, query } = useAddress()
  const [state, again] = useSessionState(query.get('seen_as') ?? '')
  const [set, setSet] = useState(false)
  const arrived = () => {
    setSet(true)
    go('/', true)
    again()
  }
  const session = state.is === 'in' ? state.session : null
  let content
  if (path === '/begin') content = <Begin done={arrived} />
  else if (path === '/invitation') content = <Invitation done={arrived} />
  else if (path === '/link') content = <OneTime />
  else if (state.is === 'asking') content = <p class="meso-waiting" role="status">Opening…</p>
  else if (state.is === 'trouble') content = <Trouble problem={state.problem} />
  else if (session === null) content = <SignIn done={again} set={set} />
  else if (session.second_step_missing) content = <SecondStep done={again} />
  else if (session.acting === null) content = <Trouble problem={{ title: 'You hold no role', status: 403, detail: 'Your account is there, and nothing is given to it yet', next: 'ask your administrator for a role' }} />
  // Another role or view is another program: nothing that a page kept of the one before stays.
  else content = <SignedIn.Provider value={{ session, again }}><Page key={JSON.stringify([session.acting, session.seen_as])} /></SignedIn.Provider>
  return <Frame session={session} changed={again}>{content}</Frame>
}

const root = document.getElementById('meso')
if (root) {
  root.replaceChildren()
  render(<Meso />, root)
}
