#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weights/state_dict.hpp"

namespace catvton::test {

/// `value` in `size` little-endian bytes.
std::string little_endian(std::uint64_t value, std::size_t size);

/// Writes pickles opcode by opcode, right or wrong.
class PickleWriter {
public:
    /// Begins with PROTO; 0 begins with nothing.
    explicit PickleWriter(int protocol = 2);

    PickleWriter& raw(std::string_view bytes);
    PickleWriter& text(std::string_view value);                       ///< BINUNICODE
    PickleWriter& bytes(std::string_view value);                      ///< BINBYTES
    PickleWriter& integer(std::int64_t value);                        ///< LONG1 of 8 bytes
    PickleWriter& integers(const std::vector<std::int64_t>& values);  ///< a tuple
    PickleWriter& global(std::string_view module, std::string_view name);
    /// Calls a global with a tuple that `arguments` pushed the items of.
    PickleWriter& call(std::string_view module, std::string_view name,
                       const PickleWriter& arguments);
    /// What another writer has, without its PROTO.
    PickleWriter& add(const PickleWriter& other);
    std::string stop() const { return bytes_ + "."; }
    const std::string& str() const noexcept { return bytes_; }

private:
    std::string bytes_;
};

/// One tensor as torch pickles it. The default is a good one: 2 x 3 floats in storage "0".
struct TensorSpec {
    std::string name = "w";
    std::string type = "FloatStorage";
    std::string key = "0";
    std::int64_t count = 6;
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape{2, 3};
    std::vector<std::int64_t> strides{3, 1};
    bool legacy = false;  ///< persistent id of six parts
};

/// Pushes the persistent storage and calls _rebuild_tensor_v2.
PickleWriter tensor_program(const TensorSpec& tensor);
/// The whole pickle of a dict of tensors.
std::string state_dict_pickle(const std::vector<TensorSpec>& tensors, int protocol = 2);

/// One entry of a zip archive; what is set replaces the right value.
struct ZipMember {
    std::string name;
    std::string data;
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::string local_extra{};
    std::string central_extra{};
    std::string descriptor{};  ///< follows the data
    std::optional<std::uint32_t> crc{};
    std::optional<std::uint32_t> local_crc{};
    std::optional<std::string> local_name{};
    std::optional<std::uint16_t> local_flags{};
    std::optional<std::uint16_t> local_method{};
    std::optional<std::uint32_t> local_size{};
    std::optional<std::uint32_t> size{};
    std::optional<std::uint32_t> compressed{};
    std::optional<std::uint32_t> offset{};
    std::uint16_t disk = 0;
};

struct ZipSpec {
    std::vector<ZipMember> members;
    std::string prefix;   ///< before the first entry; offsets count it
    std::string suffix;   ///< behind the end record
    std::string comment;  ///< of the end record
    std::uint16_t disk = 0;
    std::optional<std::uint16_t> entries{};
    std::optional<std::uint32_t> directory_size{};
    std::optional<std::uint32_t> directory_offset{};
    /// ZIP64 records are written; what they say when it is not the right value.
    bool zip64 = false;
    std::optional<std::uint64_t> entries64{};
    std::optional<std::uint64_t> record_size64{};
    std::optional<std::uint64_t> end_offset64{};
    std::uint32_t disks64 = 1;
};

std::string build_zip(const ZipSpec& zip);
/// A good archive: data.pkl, version, byteorder and storage "0" of 24 bytes.
ZipSpec torch_zip(const std::string& pickle);
std::string storage_bytes(std::size_t floats);  ///< 0.0, 1.0, ...

/// The parts of a legacy stream; the default is a good one with storage "0".
struct LegacySpec {
    std::string magic = std::string("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20j\xa8P\x19.", 15);
    std::string protocol = PickleWriter().integer(1001).stop();
    std::string system;
    std::string object;
    std::string keys;
    std::string storages;
};

LegacySpec legacy_stream(const std::vector<TensorSpec>& tensors);
std::string build_legacy(const LegacySpec& stream);
std::string system_pickle(bool little_endian = true, int short_size = 2, int int_size = 4,
                          int long_size = 4);
std::string keys_pickle(const std::vector<std::string>& keys);

/// One NumPy array as protocol 3 pickles it.
struct ArraySpec {
    std::string name = "w";
    std::string dtype = "f4";
    std::string order = "<";
    std::vector<std::int64_t> shape{2, 3};
    std::string data = storage_bytes(6);
    bool fortran = false;
};

PickleWriter array_program(const ArraySpec& array);
std::string model_pickle(const std::vector<ArraySpec>& arrays, int protocol = 3);

/// load_state_dict() of a file that exists only in memory.
weights::StateDict load_bytes(std::string_view bytes);

}  // namespace catvton::test
