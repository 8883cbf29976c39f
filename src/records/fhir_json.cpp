#include "records/fhir_json.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "records/intake_cells.h"

namespace meso::records::fhir {
namespace {

constexpr int kDeepestBundle = 4;

// The line on which each entry of a bundle begins. The parser keeps no places, so this walks the
// text, which it has found to be sound, once more: an entry is an object right inside the array
// called "entry" of the outermost object.
std::vector<std::uint64_t> entry_lines(std::string_view text, std::uint64_t line) {
  std::vector<std::uint64_t> lines;
  int depth = 0;
  bool in_entries = false;
  std::string_view last_text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (c == '"') {
      const std::size_t begin = ++i;
      while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2u : 1u;
      last_text = text.substr(begin, i - begin);
    } else if (c == '{' || c == '[') {
      if (depth == 1 && c == '[') in_entries = last_text == "entry";
      if (depth == 2 && c == '{' && in_entries) lines.push_back(line);
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
      if (depth == 1) in_entries = false;
    }
  }
  return lines;
}

class Unpacker {
 public:
  Unpacker(const std::string& name, const std::function<void(const Resource&)>& take)
      : name_(name), take_(take) {}

  void read_lines(std::string_view text) {
    std::uint64_t line = 1;
    for (std::size_t at = 0; at < text.size(); ++line) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view one = text.substr(at, end - at);
      at = end + 1;
      if (trimmed(one).empty()) continue;
      if (!read_document(one, line)) take_(Resource{Json(), "", "", line});
    }
  }

  Status read_whole(std::string_view text) {
    if (read_document(text, 1)) return {};
    return Error{ErrorKind::kBadInput, "the JSON does not read to its end", Place{name_},
                 "send or copy the file again: nothing of a damaged file is loaded"};
  }

 private:
  bool read_document(std::string_view text, std::uint64_t line) {
    Json json;
    if (parser_.parse(text.data(), text.size()).get(json) != simdjson::SUCCESS) return false;
    if (text_of(json["resourceType"]) != "Bundle") {
      give(json, "", line);
    } else {
      read_bundle(json, entry_lines(text, line), line, 0);
    }
    return true;
  }

  void give(Json json, std::string_view full_url, std::uint64_t line) {
    take_(Resource{json, text_of(json["resourceType"]), std::string(full_url), line});
  }

  // `lines`: of the entries; those of a bundle inside a bundle are all on the line where it begins.
  void read_bundle(Json bundle, const std::vector<std::uint64_t>& lines, std::uint64_t line, int depth) {
    simdjson::dom::array entries;
    if (bundle["entry"].get_array().get(entries) != simdjson::SUCCESS) return;
    std::size_t i = 0;
    for (Json entry : entries) {
      const std::uint64_t entry_line = i < lines.size() ? lines[i] : line;
      ++i;
      Json inner;
      if (entry["resource"].get(inner) != simdjson::SUCCESS) continue;  // a request or response alone
      if (text_of(inner["resourceType"]) == "Bundle" && depth < kDeepestBundle) {
        read_bundle(inner, {}, entry_line, depth + 1);
      } else {
        give(inner, text_of(entry["fullUrl"]), entry_line);
      }
    }
  }

  const std::string& name_;
  const std::function<void(const Resource&)>& take_;
  simdjson::dom::parser parser_;
};

}  // namespace

std::string_view text_of(MaybeJson element) {
  std::string_view text;
  if (element.get_string().get(text) != simdjson::SUCCESS) return "";
  return text;
}

Status each_resource(std::string_view text, const std::string& name, bool lines,
                     const std::function<void(const Resource&)>& take) {
  Unpacker unpacker(name, take);
  if (!lines) return unpacker.read_whole(text);
  unpacker.read_lines(text);
  return {};
}

std::string_view referenced_id(std::string_view reference, std::string_view type) {
  for (std::string_view scheme : {"urn:uuid:", "urn:oid:"}) {
    if (reference.starts_with(scheme)) return reference.substr(scheme.size());
  }
  if (const std::size_t version = reference.find("/_history/"); version != std::string_view::npos) {
    reference = reference.substr(0, version);
  }
  const std::size_t slash = reference.rfind('/');
  if (slash == std::string_view::npos) return "";
  const std::string_view before = reference.substr(0, slash);
  const bool right_type =
      before == type || (before.ends_with(type) && before[before.size() - type.size() - 1] == '/');
  return right_type ? reference.substr(slash + 1) : std::string_view();
}

std::optional<Coding> best_coding(MaybeJson concept_json) {
  simdjson::dom::array codings;
  if (concept_json["coding"].get_array().get(codings) != simdjson::SUCCESS) return std::nullopt;
  std::optional<Coding> best;
  bool known = false;
  for (Json coding : codings) {
    const std::string_view code = text_of(coding["code"]);
    if (code.empty()) continue;
    const auto system = terms::system_from_text(text_of(coding["system"]));
    if (system == terms::System::kMeso) continue;
    if (system == terms::System::kSnomed) return Coding{*system, code};
    if (!best || (system && !known)) {
      best = Coding{system.value_or(terms::System::kLocal), code};
      known = system.has_value();
    }
  }
  return best;
}

Day day_of(std::string_view text) {
  Day day;
  // A year is completed to a day to see that it is one.
  if (text.size() == 4 || text.size() == 7) {
    day.partial = parse_iso_date(std::string(text) + (text.size() == 4 ? "-01-01" : "-01")).has_value();
    day.unreadable = !day.partial;
  } else if (const auto date = parse_iso_date(text)) {
    day.date = *date;
  } else {
    day.unreadable = !text.empty();
  }
  return day;
}

Measured measured(Json from) {
  Measured out{kNoValue};
  double number = 0;
  const MaybeJson quantity = from["valueQuantity"];
  // A double holds the written decimal to 17 digits; rounding it again gives the nearest float unless the
  // decimal has 16 digits or more and lies that near to the middle of two floats.
  if (quantity["value"].get_double().get(number) == simdjson::SUCCESS) {
    const std::string_view sign = text_of(quantity["comparator"]);
    if (sign == "<") out.comparator = Comparator::kBelow;
    if (sign == "<=") out.comparator = Comparator::kAtMost;
    if (sign == ">=") out.comparator = Comparator::kAtLeast;
    if (sign == ">") out.comparator = Comparator::kAbove;
    const terms::UnitId coded = terms::unit_from_text(text_of(quantity["code"]));
    const terms::UnitId written = terms::unit_from_text(text_of(quantity["unit"]));
    out.unit = coded == terms::kNoUnit || (coded == terms::kUnknownUnit && written != terms::kNoUnit)
                   ? written
                   : coded;
  } else if (from["valueInteger"].get_double().get(number) != simdjson::SUCCESS) {
    return out;
  }
  if (std::fabs(number) > static_cast<double>(std::numeric_limits<float>::max())) {
    out.unreadable = true;
    out.comparator = Comparator::kEqual;
    out.unit = terms::kNoUnit;
    return out;
  }
  out.value = static_cast<float>(number);
  if (out.value == 0) out.value = 0;
  return out;
}

}  // namespace meso::records::fhir
