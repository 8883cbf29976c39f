// The pages, as built from web/ and embedded: every file with its bytes, plain and gzipped.

#pragma once

#include <span>
#include <string_view>

namespace meso::server {

struct Page {
  std::string_view path;  // "/assets/app-3f2a.js"; "/index.html" answers every address of a page
  std::string_view content_type;
  std::string_view plain;
  std::string_view gzipped;
  std::string_view digest;  // of `plain`
  bool lasting = false;     // its name changes with its content
};

std::span<const Page> pages();

}  // namespace meso::server
