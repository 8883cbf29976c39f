#include "base/input_text.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

namespace meso {
namespace {

bool is_gzip(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x1F' && bytes[1] == '\x8B';
}

struct Unpacked {
  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;
  std::size_t capacity = 0;

  void grow(std::size_t to) {
    auto larger = std::make_unique_for_overwrite<char[]>(to);
    if (size != 0) std::memcpy(larger.get(), bytes.get(), size);
    bytes = std::move(larger);
    capacity = to;
  }
};

// The length that a gzip file states at its end (of its last member, modulo
// 2^32), held to what zlib can reach.
std::size_t stated_length(std::string_view packed) {
  std::uint32_t stated = 0;
  if (packed.size() >= 4) std::memcpy(&stated, packed.data() + packed.size() - 4, 4);
  return std::min<std::size_t>(stated, packed.size() * 1032) + 1;
}

// Unpacks all members, or until `most` bytes are there.
Result<Unpacked> unpack(std::string_view packed, const std::string& name, std::size_t most) {
  const auto damaged = [&](const char* how) {
    return Error{ErrorKind::kBadInput, std::string("the gzip file is ") + how, Place{name},
                 "send or copy the file again: nothing of a damaged file is loaded"};
  };
  Unpacked out;
  out.grow(std::max<std::size_t>(std::min(stated_length(packed), most), 4096));
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) {
    return Error{ErrorKind::kIo, "cannot unpack gzip: out of memory", Place{name}, ""};
  }
  const std::unique_ptr<z_stream, int (*)(z_stream*)> closing(&stream, &inflateEnd);
  std::size_t taken = 0;
  constexpr std::size_t kMostAtOnce = std::numeric_limits<uInt>::max();
  for (;;) {
    if (out.size == out.capacity) out.grow(out.capacity * 2);
    const std::size_t in = std::min(packed.size() - taken, kMostAtOnce);
    const std::size_t room = std::min(out.capacity - out.size, kMostAtOnce);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + taken));
    stream.avail_in = static_cast<uInt>(in);
    stream.next_out = reinterpret_cast<Bytef*>(out.bytes.get() + out.size);
    stream.avail_out = static_cast<uInt>(room);
    const int status = inflate(&stream, Z_NO_FLUSH);
    taken += in - stream.avail_in;
    out.size += room - stream.avail_out;
    if (out.size >= most) {
      out.size = most;
      return out;
    }
    if (status == Z_STREAM_END) {
      // Another member may follow; padding with zeros may too.
      const std::size_t next = packed.find_first_not_of('\0', taken);
      if (next == std::string_view::npos) return out;
      if (!is_gzip(packed.substr(next))) return damaged("followed by something else");
      taken = next;
      inflateReset(&stream);
    } else if (status == Z_BUF_ERROR || (status == Z_OK && taken == packed.size() && stream.avail_out != 0)) {
      return damaged("cut short");
    } else if (status != Z_OK) {
      return damaged("damaged");
    }
  }
}

Result<InputText> refused_utf16(const std::string& name) {
  return Error{ErrorKind::kBadInput, "the text is UTF-16", Place{name}, "save it as UTF-8"};
}

constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

void append_utf8(std::string& out, char16_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

}  // namespace

Result<InputText> InputText::open(FileSystem& files, const std::string& path, const std::string& name) {
  return open_beginning(files, path, name, std::numeric_limits<std::size_t>::max());
}

Result<InputText> InputText::open_beginning(FileSystem& files, const std::string& path,
                                            const std::string& name, std::size_t most) {
  InputText input;
  MESO_ASSIGN_OR_RETURN(input.mapped_, files.map(path));
  const auto bytes = input.mapped_->bytes();
  input.text_ = std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (is_gzip(input.text_)) {
    MESO_ASSIGN_OR_RETURN(Unpacked unpacked, unpack(input.text_, name, most));
    input.unpacked_ = std::move(unpacked.bytes);
    input.text_ = std::string_view(input.unpacked_.get(), unpacked.size);
    input.mapped_.reset();
  }
  input.text_ = input.text_.substr(0, most);
  if (input.text_.starts_with("\xFF\xFE") || input.text_.starts_with("\xFE\xFF")) return refused_utf16(name);
  if (input.text_.starts_with("\xEF\xBB\xBF")) input.text_.remove_prefix(3);
  return input;
}

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) continue;
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4 || text.size() - i < static_cast<std::size_t>(more)) return false;
    std::uint32_t point = lead & (0x3Fu >> more);
    for (int k = 0; k < more; ++k) {
      const auto next = static_cast<unsigned char>(text[i++]);
      if ((next & 0xC0) != 0x80) return false;
      point = point << 6 | (next & 0x3F);
    }
    const bool overlong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
    if (overlong || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
  }
  return true;
}

std::string to_utf8(std::string_view text, bool& transcoded) {
  if (is_utf8(text)) return std::string(text);
  transcoded = true;
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(out, byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80u] : char16_t{byte});
  }
  return out;
}

}  // namespace meso
