// meso network check: what does not fit together.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/network.h"
#include "cli/question.h"
#include "cli/table.h"
#include "network/file_checks.h"
#include "network/portrait.h"

namespace meso::cli {

Result<int> network_check(const NetworkArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const network::Model model, network::open_network(real_files(), arguments.directory,
                                                                          keys_or_default(arguments.keys)));
  network::OrganisationId id = network::kNobody;
  if (!arguments.wanted.empty()) {
    MESO_ASSIGN_OR_RETURN(
        id, network::find_by_name(model, network::OrganisationKind::kNetwork, arguments.wanted));
  }
  const std::vector<network::FileCheck> checks = network::check_files(model, id);
  std::size_t wrong = 0;
  for (const auto& check : checks) wrong += check.differing;
  if (arguments.format == "json") {
    nlohmann::ordered_json out = {{"version", 1}, {"checks", nlohmann::ordered_json::array()}};
    for (const auto& check : checks) {
      out["checks"].push_back({{"what", check.what},
                               {"compared", check.compared},
                               {"differing", check.differing},
                               {"examples", check.examples}});
    }
    MESO_RETURN_IF_ERROR(give(arguments, out.dump(2) + "\n"));
    return wrong == 0 ? kDone : kFinding;
  }
  if (arguments.format == "csv" || arguments.format == "xlsx") {
    using Kind = WorkbookTable::Kind;
    WorkbookTable list;
    list.name = "Checks";
    list.columns = {{"answer", Kind::kText, 10},    {"what", Kind::kText, 80},
                    {"compared", Kind::kCount, 12}, {"differing", Kind::kCount, 12},
                    {"share", Kind::kShare, 10},    {"examples", Kind::kText, 80}};
    for (const auto& check : checks) {
      const auto compared = static_cast<double>(check.compared),
                 differing = static_cast<double>(check.differing);
      list.rows.push_back(
          {std::string(check.compared == 0    ? "no data"
                       : check.differing == 0 ? "agrees"
                                              : "differs"),
           check.what, compared, differing,
           compared > 0 ? WorkbookTable::Cell(WorkbookTable::Formula{"=D{row}/C{row}", differing / compared})
                        : WorkbookTable::Cell(),
           fmt::format("{}", fmt::join(check.examples, "; "))});
    }
    MESO_RETURN_IF_ERROR(give_listing({list}, arguments.format, arguments.output));
    return wrong == 0 ? kDone : kFinding;
  }
  std::string text;
  for (const auto& check : checks) {
    text += fmt::format("{:<8} {}: {} compared, {} differ\n",
                        check.compared == 0    ? "no data"
                        : check.differing == 0 ? "agrees"
                                               : "differs",
                        check.what, grouped(check.compared), grouped(check.differing));
    for (const std::string& example : check.examples) text += "           " + example + "\n";
  }
  MESO_RETURN_IF_ERROR(give(arguments, text));
  return wrong == 0 ? kDone : kFinding;
}

}  // namespace meso::cli
