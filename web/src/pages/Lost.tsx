import { Heading } from '../components/Heading'
import { Link } from '../components/Link'

export function Lost() {
  return (
    <>
      <Heading text="There is no page here" />
      <p>The address may be mistyped. <Link to="/">Go to the home page</Link>.</p>
    </>
  )
}
