// meso-commissioner: fixed tables, and nothing else.
//
// It links the rooms `base` and `fixed_tables`. No code that reads records, identities, rules or the journal
// is in it, and a test looks into the program for that: whoever gets this program and a file of tables has no
// way to a record.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/files.h"
#include "fixed_tables/fixed_tables.h"

namespace meso {
namespace {

using fixed_tables::Cell;
using fixed_tables::Row;
using fixed_tables::Tables;

struct Asked {
  std::vector<std::string> files;
  std::string practice, indicator;
  std::string format = "table";
};

// From rounded numbers, and so itself about right at best.
std::string percent(const Row& row) {
  if (row.denominator.is != Cell::Is::kNumber || row.numerator.is != Cell::Is::kNumber ||
      row.denominator.number == 0)
    return "-";
  const auto share =
      100.0 * static_cast<double>(row.numerator.number) / static_cast<double>(row.denominator.number);
  return fmt::format("about {:.0f}%", std::min(share, 100.0));
}

void print_table(const Tables& tables, const Asked& asked) {
  fmt::print(
      "Network {}, as at {}, for {}. Rules of {}. Counts are 0, or rounded to 5; under 8 are not shown.\n",
      tables.network, format_date(tables.as_at), tables.recipient, tables.rules);
  for (const auto& indicator : tables.indicators) {
    if (!asked.indicator.empty() && indicator.name != asked.indicator) continue;
    fmt::print("\n{}  {} ({})\n", indicator.name, indicator.title, indicator.standing);
    fmt::print("  {:<12}  {:>16}  {:>16}  {:>16}  {:>10}\n", "practice", "register", "denominator",
               "numerator", "");
    const auto line = [](const Row& row, const std::string& name) {
      fmt::print("  {:<12}  {:>16}  {:>16}  {:>16}  {:>10}\n", name, cell_words(row.reg),
                 cell_words(row.denominator), cell_words(row.numerator), percent(row));
    };
    for (const Row& row : indicator.rows) {
      if (asked.practice.empty() || row.practice == asked.practice) line(row, row.practice);
    }
    if (asked.practice.empty()) line(indicator.total, "together");
  }
}

void print_csv(const Tables& tables, const Asked& asked) {
  for (const auto& indicator : tables.indicators) {
    if (!asked.indicator.empty() && indicator.name != asked.indicator) continue;
    for (const Row& row : indicator.rows) {
      if (!asked.practice.empty() && row.practice != asked.practice) continue;
      fmt::print("{},{},{},{},{},{},{},{}\n", tables.network, format_date(tables.as_at), tables.rules,
                 indicator.name, row.practice, cell_words(row.reg), cell_words(row.denominator),
                 cell_words(row.numerator));
    }
  }
}

Status show(const Asked& asked) {
  std::vector<Tables> all;
  for (const std::string& path : asked.files) {
    MESO_ASSIGN_OR_RETURN(const auto file, real_files().read(path));
    const auto bytes = file->bytes();
    MESO_ASSIGN_OR_RETURN(
        Tables tables,
        fixed_tables::from_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path));
    all.push_back(std::move(tables));
  }
  std::ranges::stable_sort(all, [](const Tables& a, const Tables& b) {
    return std::pair(a.network, a.as_at) < std::pair(b.network, b.as_at);
  });
  if (asked.format == "csv")
    fmt::print("network,as_at,rules,indicator,practice,register,denominator,numerator\n");
  for (const Tables& tables : all) {
    if (asked.format == "csv") {
      print_csv(tables, asked);
    } else {
      print_table(tables, asked);
    }
  }
  return {};
}

}  // namespace
}  // namespace meso

int main(int argc, char** argv) {
  CLI::App app(
      "Fixed tables of primary care networks: counts that were rounded or held back, and no records");
  meso::Asked asked;
  app.add_option("FILE", asked.files, "Files of fixed tables, as networks made them")->required();
  app.add_option("--practice", asked.practice, "One practice only");
  app.add_option("--indicator", asked.indicator, "One indicator only");
  app.add_option("--format", asked.format, "How to print: table, csv")
      ->check(CLI::IsMember({"table", "csv"}));
  CLI11_PARSE(app, argc, argv);
  const meso::Status shown = meso::show(asked);
  if (shown.ok()) return 0;
  fmt::print(stderr, "meso-commissioner: {}\n", shown.error().text());
  return shown.error().kind == meso::ErrorKind::kUsage ? 2 : 3;
}
