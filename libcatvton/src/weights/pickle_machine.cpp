#include "weights/pickle_machine.hpp"

#include <bit>
#include <utility>

#include "catvton/error.hpp"
#include "weights/pickle_calls.hpp"
#include "weights/pickle_globals.hpp"
#include "weights/pickle_opcodes.hpp"
#include "weights/pickle_stack.hpp"
#include "weights/printable.hpp"

namespace catvton::weights {

namespace {

constexpr std::size_t kMaxOpcodes = 4'000'000;
constexpr std::size_t kMaxLineLength = 256;
constexpr std::size_t kMaxLongBytes = 16;
constexpr unsigned char kProto = 0x80, kStop = '.';

class Machine {
public:
    explicit Machine(ByteReader& bytes) : bytes_(bytes), stack_(bytes) {}

    Pickle run() {
        if (opcode() != kProto) stack_.refuse("does not begin with PROTO");
        read_protocol();
        std::size_t count = 0;
        for (unsigned char code = opcode(); code != kStop; code = opcode()) {
            if (++count > kMaxOpcodes)
                stack_.refuse("more than " + std::to_string(kMaxOpcodes) + " opcodes");
            if (!step_number(code) && !step_text(code) && !step_container(code) &&
                !step_object(code)) {
                stack_.refuse("opcode " + opcode_name(code) + " is not allowed");
            }
        }
        const PickleId root = stack_.finish();
        return {std::move(stack_.arena()), root};
    }

private:
    unsigned char opcode() { return bytes_.integer<std::uint8_t>("pickle opcode"); }

    void read_protocol() {
        const unsigned version = bytes_.integer<std::uint8_t>("pickle protocol");
        if (version < 2 || version > 5)
            stack_.refuse("protocol " + std::to_string(version) + ", only 2 to 5 are read");
    }

    bool step_number(unsigned char code) {
        switch (code) {
            case 'N':
                stack_.push({});
                return true;
            case 0x88:  // NEWTRUE
                stack_.push_integer(1, PickleKind::boolean);
                return true;
            case 0x89:  // NEWFALSE
                stack_.push_integer(0, PickleKind::boolean);
                return true;
            case 'J':
                stack_.push_integer(bytes_.integer<std::int32_t>("BININT"));
                return true;
            case 'K':
                stack_.push_integer(bytes_.integer<std::uint8_t>("BININT1"));
                return true;
            case 'M':
                stack_.push_integer(bytes_.integer<std::uint16_t>("BININT2"));
                return true;
            case 0x8a:
                push_long(bytes_.integer<std::uint8_t>("LONG1"));
                return true;
            case 'G':
                push_real();
                return true;
            default:
                return false;
        }
    }

    /// Two's complement of `size` bytes, little-endian.
    void push_long(std::size_t size) {
        if (size > kMaxLongBytes) stack_.refuse("integer of " + std::to_string(size) + " bytes");
        const std::string_view raw = bytes_.text(size, "LONG1");
        if (size > 8) {
            stack_.push_text(PickleKind::long_bytes, raw);
            return;
        }
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value |= std::uint64_t{static_cast<unsigned char>(raw[i])} << (8 * i);
        if (size > 0 && size < 8 && (static_cast<unsigned char>(raw[size - 1]) & 0x80u))
            value |= ~std::uint64_t{0} << (8 * size);
        stack_.push_integer(static_cast<std::int64_t>(value));
    }

    void push_real() {
        std::uint64_t bits = 0;
        for (const char c : bytes_.text(8, "BINFLOAT"))
            bits = bits << 8 | static_cast<unsigned char>(c);
        stack_.push_integer(std::bit_cast<std::int64_t>(bits), PickleKind::real);
    }

    template <class Length>
    bool push_text(PickleKind kind, const char* name) {
        const auto length = bytes_.integer<Length>(name);
        stack_.push_text(kind, bytes_.text(length, name));
        return true;
    }

    bool step_text(unsigned char code) {
        switch (code) {
            case 'X':
                return push_text<std::uint32_t>(PickleKind::text, "BINUNICODE");
            case 0x8c:
                return push_text<std::uint8_t>(PickleKind::text, "SHORT_BINUNICODE");
            case 0x8d:
                return push_text<std::uint64_t>(PickleKind::text, "BINUNICODE8");
            case 'T':
                return push_text<std::uint32_t>(PickleKind::text, "BINSTRING");
            case 'U':
                return push_text<std::uint8_t>(PickleKind::text, "SHORT_BINSTRING");
            case 'B':
                return push_text<std::uint32_t>(PickleKind::bytes, "BINBYTES");
            case 'C':
                return push_text<std::uint8_t>(PickleKind::bytes, "SHORT_BINBYTES");
            case 0x8e:
                return push_text<std::uint64_t>(PickleKind::bytes, "BINBYTES8");
            case 0x96:
                return push_text<std::uint64_t>(PickleKind::bytes, "BYTEARRAY8");
            default:
                return false;
        }
    }

    bool step_container(unsigned char code) {
        switch (code) {
            case '(':
                stack_.push_mark();
                return true;
            case '0':
                stack_.pop();
                return true;
            case '1':
                stack_.pop_to_mark();
                return true;
            case ')':
                stack_.push_items(PickleKind::tuple, {});
                return true;
            case 0x85:
            case 0x86:
            case 0x87:  // TUPLE1 to TUPLE3
                stack_.push_items(PickleKind::tuple, stack_.pop_count(code - 0x84u));
                return true;
            case 't':
                stack_.push_items(PickleKind::tuple, stack_.pop_to_mark());
                return true;
            case ']':
                stack_.push_items(PickleKind::list, {});
                return true;
            case 'l':
                stack_.push_items(PickleKind::list, stack_.pop_to_mark());
                return true;
            case '}':
                stack_.push_items(PickleKind::dict, {});
                return true;
            case 'd':
                push_dict();
                return true;
            default:
                return step_items(code);
        }
    }

    bool step_items(unsigned char code) {
        switch (code) {
            case 'a':
                stack_.extend_top(PickleKind::list, stack_.pop_count(1), "APPEND");
                return true;
            case 'e':
                stack_.extend_top(PickleKind::list, stack_.pop_to_mark(), "APPENDS");
                return true;
            case 's':
                stack_.extend_top(PickleKind::dict, stack_.pop_count(2), "SETITEM");
                return true;
            case 'u':
                stack_.extend_top(PickleKind::dict, stack_.pop_to_mark(), "SETITEMS");
                return true;
            default:
                return false;
        }
    }

    void push_dict() {
        std::vector<PickleId> items = stack_.pop_to_mark();
        stack_.check_pairs(items);
        stack_.push_items(PickleKind::dict, std::move(items));
    }

    /// Frames, memo, globals and calls.
    bool step_object(unsigned char code) {
        switch (code) {
            case kProto:
                read_protocol();
                return true;
            case 0x95:
                check_frame();
                return true;
            case 'h':
                stack_.recall(bytes_.integer<std::uint8_t>("BINGET"));
                return true;
            case 'j':
                stack_.recall(bytes_.integer<std::uint32_t>("LONG_BINGET"));
                return true;
            case 'q':
                stack_.memoize(bytes_.integer<std::uint8_t>("BINPUT"));
                return true;
            case 'r':
                stack_.memoize(bytes_.integer<std::uint32_t>("LONG_BINPUT"));
                return true;
            case 0x94:
                stack_.memoize_next();
                return true;
            case 'c':
                read_global();
                return true;
            case 0x93:
                push_stack_global();
                return true;
            case 'R':
                call();
                return true;
            case 'b':
                build();
                return true;
            case 'Q':
                push_persistent();
                return true;
            default:
                return false;
        }
    }

    void check_frame() {
        const auto size = bytes_.integer<std::uint64_t>("FRAME");
        if (size > bytes_.left())
            stack_.refuse("FRAME of " + std::to_string(size) + " bytes goes beyond the end");
    }

    void read_global() {
        const std::string_view module = line();
        push_global(module, line());
    }

    std::string_view line() {
        const std::string_view text = bytes_.peek(kMaxLineLength);
        const auto end = text.find('\n');
        if (end == std::string_view::npos) {
            stack_.refuse(text.size() < kMaxLineLength
                              ? "truncated in the name of a GLOBAL"
                              : "a GLOBAL's name is longer than " + std::to_string(kMaxLineLength) +
                                    " bytes");
        }
        return bytes_.text(end + 1, "GLOBAL").substr(0, end);
    }

    void push_global(std::string_view module, std::string_view name) {
        const auto info = find_global(module, name);
        if (!info) {
            stack_.refuse("the global '" + printable(module) + "." + printable(name) +
                          "' is not allowed");
        }
        PickleValue value;
        value.kind =
            info->global == PickleGlobal::torch_dtype ? PickleKind::opaque : PickleKind::global;
        value.integer = static_cast<std::int64_t>(info->global);
        value.extra = static_cast<std::uint8_t>(info->dtype);
        stack_.push(std::move(value));
    }

    void push_stack_global() {
        const PickleValue& name = stack_.arena()[stack_.pop()];
        const PickleValue& module = stack_.arena()[stack_.pop()];
        if (name.kind != PickleKind::text || module.kind != PickleKind::text)
            stack_.refuse("STACK_GLOBAL without two strings");
        push_global(module.text, name.text);
    }

    void call() {
        const PickleId arguments = stack_.pop();
        const PickleValue& callable = stack_.arena()[stack_.pop()];
        if (callable.kind != PickleKind::global)
            stack_.refuse("REDUCE calls a " + std::string(kind_name(callable.kind)));
        if (stack_.arena()[arguments].kind != PickleKind::tuple)
            stack_.refuse("REDUCE without a tuple of arguments");
        try {
            PickleCallResult result =
                call_global(stack_.arena(), static_cast<PickleGlobal>(callable.integer), arguments);
            if (result.existing) {
                stack_.push_id(*result.existing);
            } else {
                stack_.push(std::move(result.made));
            }
        } catch (const PickleCallError& error) {
            stack_.refuse(error.what(), error.code());
        }
    }

    void build() {
        const PickleId state = stack_.pop();
        try {
            build_state(stack_.arena(), stack_.top(), state);
        } catch (const PickleCallError& error) {
            stack_.refuse(error.what(), error.code());
        }
    }

    void push_persistent() {
        const PickleValue& id = stack_.arena()[stack_.pop()];
        if (id.kind != PickleKind::tuple) stack_.refuse("persistent id is not a tuple");
        stack_.push_items(PickleKind::storage, id.items);
    }

    ByteReader& bytes_;
    PickleStack stack_;
};

}  // namespace

Pickle read_pickle(ByteReader& bytes) { return Machine(bytes).run(); }

}  // namespace catvton::weights
