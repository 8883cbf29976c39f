// FHIR resources out of JSON text, one by one, and the few shapes that resources share: references, codings,
// dates, quantities. A view of a resource is valid until the next one is read.

#pragma once

#include <simdjson.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/result.h"
#include "records/block.h"
#include "terms/terms.h"

namespace meso::records::fhir {

using Json = simdjson::dom::element;
using MaybeJson = simdjson::simdjson_result<Json>;

// "" when it is not there or no text.
std::string_view text_of(MaybeJson element);

struct Resource {
  Json json;
  std::string_view type;  // "" when the text is no resource
  std::string full_url;   // of its bundle entry; may be empty
  std::uint64_t line = 0;
};

// Calls `take` for each resource of a text: lines of NDJSON, the entries of a Bundle, or the text itself. An
// unreadable line of NDJSON gives a Resource without type. kBadInput when a document that is not NDJSON does
// not read to its end: nothing of half a bundle should count. `name` is how errors call the file.
Status each_resource(std::string_view text, const std::string& name, bool lines,
                     const std::function<void(const Resource&)>& take);

// The id that a reference to a resource of `type` names, in any of its writings ("Patient/x", "urn:uuid:x",
// "https://host/Patient/x/_history/2"); "" when it names another type, or nothing.
std::string_view referenced_id(std::string_view reference, std::string_view type);

struct Coding {
  terms::System system;
  std::string_view code;
};
// Of a CodeableConcept: the SNOMED CT coding, else the first of a known
// system, else the first as a local code.
std::optional<Coding> best_coding(MaybeJson concept_json);

// A dateTime, date or instant: its day as written, nothing known where it is a year or a month only.
struct Day {
  Date date;
  bool partial = false;
  bool unreadable = false;
};
Day day_of(std::string_view text);

// The number of a Quantity or integer, with its sign and unit. `unreadable`:
// written, but beyond a 32-bit float.
struct Measured {
  float value;
  Comparator comparator = Comparator::kEqual;
  terms::UnitId unit = terms::kNoUnit;
  bool unreadable = false;
};
Measured measured(Json observation_or_component);

}  // namespace meso::records::fhir
