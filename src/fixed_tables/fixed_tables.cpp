#include "fixed_tables/fixed_tables.h"

#include <array>
#include <span>

#include <nlohmann/json.hpp>

#include "base/keys.h"

namespace meso::fixed_tables {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> kWords = {"", "too few to show", "held back", "not available"};
constexpr std::uint64_t kSmallest = 8, kStep = 5;

Json to_json(const Cell& cell) {
  if (cell.is == Cell::Is::kNumber) return cell.number;
  return cell_words(cell);
}

Json to_json(const Row& row, bool is_total) {
  Json out;
  if (!is_total) out["practice"] = row.practice;
  out["register"] = to_json(row.reg);
  out["denominator"] = to_json(row.denominator);
  out["numerator"] = to_json(row.numerator);
  return out;
}

std::string digest_of(const Json& object) {
  const std::string text = object.dump(-1, ' ', false, Json::error_handler_t::replace);
  return digest_hex(std::as_bytes(std::span(text)));
}

// Reads members; the first fault is kept and everything after it is empty.
class Reading {
 public:
  explicit Reading(const std::string& path) : path_(path) {}

  std::string text(const Json& object, const char* member) {
    const auto found = object.find(member);
    if (found != object.end() && found->is_string()) return found->get<std::string>();
    fault(std::string("it has no text \"") + member + "\"");
    return {};
  }
  const Json& list(const Json& object, const char* member) {
    static const Json kNone = Json::array();
    const auto found = object.find(member);
    if (found != object.end() && found->is_array()) return *found;
    fault(std::string("it has no list \"") + member + "\"");
    return kNone;
  }
  Cell cell(const Json& row, const char* member) {
    const auto found = row.find(member);
    if (found == row.end()) {
      fault(std::string("a row has no ") + member);
    } else if (found->is_number_unsigned()) {
      const auto number = found->get<std::uint64_t>();
      if (number == 0 || (number >= kSmallest && number % kStep == 0)) return {Cell::Is::kNumber, number};
      fault("a number in it is not one of a fixed table: those are 0, or rounded to 5 and 8 or more");
    } else if (found->is_string()) {
      for (std::size_t i = 1; i < kWords.size(); ++i) {
        if (found->get<std::string>() == kWords[i]) return {static_cast<Cell::Is>(i), 0};
      }
      fault(std::string("a ") + member + " is neither a number nor one of the three phrases");
    } else {
      fault(std::string("a ") + member + " is neither a number nor one of the three phrases");
    }
    return {};
  }
  Row row(const Json& object, bool is_total) {
    Row out;
    if (!object.is_object()) {
      fault("a row is no row");
      return out;
    }
    if (!is_total) out.practice = text(object, "practice");
    out.reg = cell(object, "register");
    out.denominator = cell(object, "denominator");
    out.numerator = cell(object, "numerator");
    return out;
  }
  void fault(const std::string& what) {
    if (fault_.empty()) fault_ = what;
  }
  bool ok() const { return fault_.empty(); }
  Error error() const {
    return {ErrorKind::kBadInput, "the file of fixed tables does not read: " + fault_, Place{path_, 0, 0},
            "ask for the file again, as it was made"};
  }

 private:
  const std::string& path_;
  std::string fault_;
};

}  // namespace

std::string cell_words(const Cell& cell) {
  if (cell.is == Cell::Is::kNumber) return std::to_string(cell.number);
  return std::string(kWords[static_cast<std::size_t>(cell.is)]);
}

std::string to_text(const Tables& tables) {
  Json out;
  out["meso_fixed_tables"] = 1;
  out["for"] = tables.recipient;
  out["network"] = tables.network;
  out["as_at"] = format_date(tables.as_at);
  out["rules"] = tables.rules;
  out["made"] = format_moment(tables.made);
  out["practices"] = tables.practices;
  out["indicators"] = Json::array();
  for (const Indicator& indicator : tables.indicators) {
    Json one;
    one["name"] = indicator.name;
    one["title"] = indicator.title;
    one["standing"] = indicator.standing;
    one["rows"] = Json::array();
    for (const Row& row : indicator.rows) one["rows"].push_back(to_json(row, false));
    one["total"] = to_json(indicator.total, true);
    out["indicators"].push_back(std::move(one));
  }
  const std::string digest = digest_of(out);
  out["digest"] = digest;
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Tables> from_text(std::string_view text, const std::string& path) {
  Reading in(path);
  Json object = Json::parse(text, nullptr, false);
  if (!object.is_object() || !object.contains("meso_fixed_tables")) {
    in.fault("it does not begin as one");
    return in.error();
  }
  const Json& version = object["meso_fixed_tables"];
  if (version.is_number_integer() && version.get<std::int64_t>() > 1) {
    return Error{ErrorKind::kNewer, "the file of fixed tables is of a newer version than this program reads",
                 Place{path, 0, 0}, "use the newer program"};
  }
  const std::string digest = in.text(object, "digest");
  object.erase("digest");
  if (digest != digest_of(object)) in.fault("it was changed after it was made");

  Tables out;
  out.recipient = in.text(object, "for");
  out.network = in.text(object, "network");
  out.rules = in.text(object, "rules");
  const auto as_at = parse_iso_date(in.text(object, "as_at"));
  const auto made = parse_moment(in.text(object, "made"));
  if (!as_at || !made) in.fault("a day in it is none");
  for (const Json& practice : in.list(object, "practices")) {
    if (!practice.is_string()) in.fault("a practice is none");
    out.practices.push_back(practice.is_string() ? practice.get<std::string>() : "");
  }
  for (const Json& one : in.list(object, "indicators")) {
    if (!one.is_object()) {
      in.fault("an indicator is none");
      continue;
    }
    Indicator& indicator = out.indicators.emplace_back();
    indicator.name = in.text(one, "name");
    indicator.title = in.text(one, "title");
    indicator.standing = in.text(one, "standing");
    for (const Json& row : in.list(one, "rows")) indicator.rows.push_back(in.row(row, false));
    indicator.total = in.row(one.contains("total") ? one["total"] : Json(), true);
  }
  if (!in.ok()) return in.error();
  out.as_at = *as_at;
  out.made = *made;
  return out;
}

}  // namespace meso::fixed_tables
