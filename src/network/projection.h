// The tables of a Model as one file, so that a network opens without reading its sources again.
//
// It is a projection: made from the sources that the journal names, thrown away and made again whenever they
// change. The stamp says of which sources it was made. Sections are read only when they are asked for,
// because the names of all networks are small and the residents of all areas are not.
//
//   "MESONET" version-byte       8 bytes
//   stamp                        u32 length, text
//   for each section: u64 length, bytes
//
// Numbers lie as the machine has them (little-endian); plain rows lie as their structs.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"
#include "network/model.h"

namespace meso::network {

enum Parts : unsigned {
  kNames = 0,  // sources, organisations, relations, successions, list sizes, measures, periods: always read
  kAges = 1,
  kAreas = 2,  // areas, residents, borders
  kShapes = 4,
  kFacts = 8,
  kEverything = 15,
};

Status write_projection(FileSystem& files, const std::string& path, std::string_view stamp,
                        const Model& model);
// kNotFound when there is none or it is of other sources or another version; kCorrupt when it does not read.
Result<Model> read_projection(FileSystem& files, const std::string& path, std::string_view stamp,
                              unsigned parts);

}  // namespace meso::network
