// The parts of a long page, as links: which one is open stands in the address.

import { useAddress, withQuery } from '../address'
import { Link } from './Link'

export interface View {
  id: string
  name: string
}

export function useView(views: View[]): string {
  const { query } = useAddress()
  const wanted = query.get('view')
  return views.find((view) => view.id === wanted)?.id ?? views[0]?.id ?? ''
}

export function Views({ label, views }: { label: string; views: View[] }) {
  const open = useView(views)
  return (
    <nav class="meso-views" aria-label={label}>
      <ul>
        {views.map((view, position) => (
          <li key={view.id}><Link to={withQuery({ view: position === 0 ? '' : view.id })} class="meso-view" current={view.id === open}>{view.name}</Link></li>
        ))}
      </ul>
    </nav>
  )
}
