// The program in the browser: the page that the address names, in the frame that all share.

import { render } from 'preact'
import { useAddress } from './address'
import { Frame } from './components/Frame'
import { Cohort } from './pages/Cohort'
import { Data } from './pages/Data'
import { Home } from './pages/Home'
import { Indicator } from './pages/Indicator'
import { Indicators } from './pages/Indicators'
import { Lost } from './pages/Lost'
import { Network } from './pages/Network'
import { Patients } from './pages/Patients'
import { Rule } from './pages/Rule'

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
  return <Lost />
}

function Meso() {
  return <Frame><Page /></Frame>
}

const root = document.getElementById('meso')
if (root) {
  root.replaceChildren()
  render(<Meso />, root)
}
