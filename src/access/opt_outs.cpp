#include "access/opt_outs.h"

namespace meso::access {
namespace {

// Two letters per cell: in the patient's own practice, outside it. x leaves out, - does not.
struct Row {
  Purpose purpose;
  std::string_view type_1, national, dissent, sensitive;
};
constexpr Row kRows[kPurposes] = {
    {Purpose::kDirectCare, "--", "--", "-x", "-x"}, {Purpose::kQuality, "-x", "--", "-x", "xx"},
    {Purpose::kContract, "-x", "--", "-x", "xx"},   {Purpose::kCommissioning, "xx", "xx", "-x", "xx"},
    {Purpose::kResearch, "xx", "xx", "-x", "xx"},   {Purpose::kPublic, "xx", "xx", "-x", "xx"},
};

bool acts(std::string_view cell, bool own_practice) {
  return cell[own_practice ? 0 : 1] == 'x';
}

}  // namespace

std::string_view opt_out_words(OptOut opt_out) {
  switch (opt_out) {
    case OptOut::kType1:
      return "type 1 opt-out";
    case OptOut::kNational:
      return "national data opt-out";
    case OptOut::kDissentToShare:
      break;
  }
  return "dissent to share";
}

bool leaves_out(OptOut opt_out, Purpose purpose, bool own_practice) {
  const Row& row = kRows[static_cast<std::size_t>(purpose)];
  switch (opt_out) {
    case OptOut::kType1:
      return acts(row.type_1, own_practice);
    case OptOut::kNational:
      return acts(row.national, own_practice);
    case OptOut::kDissentToShare:
      break;
  }
  return acts(row.dissent, own_practice);
}

bool hides_sensitive_codes(Purpose purpose, bool own_practice) {
  return acts(kRows[static_cast<std::size_t>(purpose)].sensitive, own_practice);
}

}  // namespace meso::access
