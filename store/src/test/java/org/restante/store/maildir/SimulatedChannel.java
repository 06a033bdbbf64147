package org.restante.store.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file of a {@link SimulatedDisk}: what the store asks of one, and no more. */
final class SimulatedChannel extends FileChannel {
    private final SimulatedDisk disk;
    private final SimulatedDisk.Node file;
    private final boolean writable;
    private int position;

    SimulatedChannel(SimulatedDisk disk, SimulatedDisk.Node file, boolean writable) {
        this.disk = disk;
        this.file = file;
        this.writable = writable;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = read(target, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int read(ByteBuffer target, long at) throws IOException {
        disk.begin(SimulatedDisk.Operation.READ);
        if (at >= file.octets.length) {
            return -1;
        }
        int count = Math.min(target.remaining(), file.octets.length - (int) at);
        target.put(file.octets, (int) at, count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = write(source, position);
        position += count;
        return count;
    }

    /** Writes a part only, as a file system may. */
    @Override
    public int write(ByteBuffer source, long at) throws IOException {
        disk.begin(SimulatedDisk.Operation.WRITE);
        if (!writable) {
            throw new NonWritableChannelException();
        }
        byte[] octets = new byte[Math.min(source.remaining(), 1000)];
        source.get(octets);
        disk.write(file, (int) at, octets);
        return octets.length;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        disk.begin(SimulatedDisk.Operation.FORCE);
        disk.force(file);
    }

    @Override
    public long size() {
        return file.octets.length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long at) {
        position = (int) at;
        return this;
    }

    @Override
    protected void implCloseChannel() {
        disk.closed();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long at, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long at, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long at, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
