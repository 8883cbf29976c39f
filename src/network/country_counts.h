// The fictional country's counts: registers, contract and incentive indicators, a profile, staff, each in the
// layout of the public file of its kind. Indicator codes have forms that England does not use.

#pragma once

#include "base/random.h"
#include "network/country_plan.h"

namespace meso::network {

CountryFile registers(const Country& country, const CountryOptions& options, Random random);
CountryFile contract_counts(const Country& country, Random random);
CountryFile incentive_counts(const Country& country, Random random);
CountryFile profile_counts(const Country& country, Random random);
CountryFile staff(const Country& country, Random random);

}  // namespace meso::network
