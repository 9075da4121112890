package catvton

import catvton.native.ActiveCalls
import catvton.native.Arena
import catvton.native.CLibrary
import catvton.native.DeviceInfoStruct
import catvton.native.DeviceOptionsStruct
import catvton.native.MemoryInfoStruct
import catvton.native.check
import catvton.native.makeHandle
import com.sun.jna.Native
import com.sun.jna.ptr.IntByReference

/** Of the networks' arithmetic. [AUTOMATIC] is fp16 on CUDA and fp32 on a CPU. */
public enum class Precision { AUTOMATIC, FP32, FP16, BF16 }

/**
 * Where the networks run. The defaults are the library's.
 *
 * @property device "auto" (CUDA if present), "cpu", "cuda" or "cuda:N"; null is "auto"
 * @property threads CPU threads of the process's kernels, 1..1024; 0 leaves the choice to LibTorch
 */
public data class DeviceOptions(
    val device: String? = null,
    val precision: Precision = Precision.entries[defaults.precision],
    val threads: Int = defaults.threads,
) {
    private companion object {
        val defaults by lazy {
            DeviceOptionsStruct().also { check(CLibrary.catvton_device_options_init(it, it.size())) }
        }
    }
}

/**
 * The device that a context uses.
 *
 * @property name the processor's or accelerator's name
 * @property kind "cpu" or "cuda"
 * @property capability instruction set ("AVX2") or compute capability ("9.0")
 * @property index of the accelerator
 * @property precision in use; never [Precision.AUTOMATIC]
 * @property threads CPU threads of the kernels
 */
public data class DeviceInfo(
    val name: String,
    val kind: String,
    val capability: String,
    val index: Int,
    val precision: Precision,
    val threads: Int,
)

/**
 * In bytes.
 *
 * @property total of the device, or of the machine (container limits respected)
 * @property free available now
 * @property allocated by this process: resident set on a CPU, allocator on CUDA
 * @property peak highest [allocated] so far
 */
public data class MemoryInfo(val total: Long, val free: Long, val allocated: Long, val peak: Long)

/**
 * A device, its precision, and the inference lock that pipelines and maskers on it share: their runs take turns. May be
 * closed before them.
 *
 * @throws NotFoundException no such device
 * @throws DeviceException the device does not start
 */
public class GpuContext(options: DeviceOptions = DeviceOptions()) : Handle(create(options), CLibrary::catvton_context_free) {
    /** What the context runs on. */
    public val device: DeviceInfo by lazy {
        val c = DeviceInfoStruct()
        withId { check(CLibrary.catvton_context_get_device(it, c)) }
        DeviceInfo(
            Native.toString(c.name, "UTF-8"), Native.toString(c.kind, "UTF-8"), Native.toString(c.capability, "UTF-8"),
            c.index, Precision.entries[c.precision], c.threads,
        )
    }

    /** Memory now. */
    public fun memory(): MemoryInfo {
        val c = MemoryInfoStruct()
        withId { check(CLibrary.catvton_context_get_memory(it, c)) }
        return MemoryInfo(c.total, c.free, c.allocated, c.peak)
    }

    /** Whether an inference holds the lock now. */
    public val isBusy: Boolean
        get() = IntByReference().also { busy -> withId { check(CLibrary.catvton_context_get_busy(it, busy)) } }.value != 0

    private companion object {
        fun create(options: DeviceOptions): Long = Arena().use { arena ->
            val c = DeviceOptionsStruct().apply {
                device = arena.string(options.device, "device")
                precision = options.precision.ordinal
                threads = options.threads
            }
            ActiveCalls.during { makeHandle { CLibrary.catvton_context_create(c, it) } }
        }
    }
}
